import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  apiConfig,
  createApiService,
  createOwnLink,
  type DefinitionFiles,
  linkUrl,
} from "@fieldwork/api";
import { buildConsole } from "@fieldwork/console";
import { loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import type { Database } from "@fieldwork/store";
import { createReader } from "@fieldwork/store/reading";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findViolations } from "./axe.ts";
import { chromiumArguments, findChromium } from "./find-chromium.ts";
import type { TestLine } from "./test-line.ts";
import { noteRefusals, screenshots } from "./what-is-shown.ts";

/** The console of a line in a real browser. */
export interface TestConsole {
  url: string;
  browser: Browser;
  /** A new browser with a session of its own, of whoever runs `npm start`; its page is still blank. */
  signIn(options?: ViewOptions): Promise<Visit>;
  /** A link that signs in, once. */
  link(): Promise<string>;
  /** A new browser, in which nobody is signed in. */
  visit(options?: ViewOptions): Promise<Visit>;
  stop(): Promise<void>;
}

export interface ViewOptions {
  width?: number;
  scheme?: "light" | "dark";
  /** As a browser that knows no content policy. */
  ignoresPolicy?: boolean;
}

/** One browser with its own cookies. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the page has logged as an error, and what the content policy has refused. */
  faults(): string[];
}

const height = 800;

export async function createTestConsole(
  line: TestLine,
  { files }: { files?: DefinitionFiles } = {},
): Promise<TestConsole> {
  const { database } = line;
  const logger = testLogger();
  const reader = createReader({
    ...{ connectionString: line.databaseUrl, max: 4, applicationName: "test console" },
  });
  const config = loadConfig(apiConfig, { API_PORT: "0", REQUESTS_PER_MINUTE: "100000" });
  const api = createApiService({
    ...{ config, database, reader, logger },
    ...{ host: "127.0.0.1", logDays: 7, consoleDir: await buildConsole(), files },
  });
  await api.start();
  const opened = await openConsole({ url: `http://127.0.0.1:${api.port()}`, database });
  return {
    ...opened,
    async stop() {
      await opened.stop();
      await api.stop();
      await reader.stop();
    },
  };
}

/** A console that is served already, in a browser of its own. */
export async function openConsole({
  url,
  database,
}: {
  url: string;
  database: Database;
}): Promise<TestConsole> {
  const browser = await chromium.launch({
    // biome-ignore lint/style/noProcessEnv: a browser is looked for in our environment.
    executablePath: findChromium(process.env),
    args: chromiumArguments,
  });
  await mkdir(screenshots, { recursive: true });
  const secret = async () => (await createOwnLink(database, "ann")).secret;
  const visit = (options?: ViewOptions) => openVisit(browser, options);
  return {
    ...{ url, browser, visit },
    link: async () => linkUrl(url, await secret()),
    async signIn(options) {
      const visited = await visit(options);
      const accepted = await visited.context.request.post(`${url}/v1/links/accept`, {
        data: { link: await secret() },
        headers: { origin: url },
      });
      if (!accepted.ok()) throw new Error(await accepted.text());
      return visited;
    },
    stop: () => browser.close(),
  };
}

async function openVisit(
  browser: Browser,
  { width = 1280, scheme = "light", ignoresPolicy = false }: ViewOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    ...{ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" },
    timezoneId: "Europe/Stockholm",
    bypassCSP: ignoresPolicy,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  noteRefusals(page);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    const text = message.text();
    // A refused sign-in, or a session that ended, is said so.
    if (message.type() === "error" && !/status of 4\d\d/.test(text)) faults.push(text);
  });
  return { page, context, faults: () => faults };
}

/** In the first, what floats above a page, as a menu, is told of the new size; by the second it has moved. */
const twoFrames =
  "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))";
const schemes = ["light", "dark"] as const;
const widths = [1280, 390] as const;

interface LookOptions {
  fullPage?: boolean;
  /** Of a page that was looked at: light and wide, dark and narrow alone. */
  isDetail?: boolean;
}

/**
 * Looks at a page as it is, in light and dark, wide and narrow: keeps a screenshot of each, and returns what
 * axe finds wrong with any, and what is wider than its screen.
 */
export async function lookAt(
  { page }: Visit,
  name: string,
  { fullPage = false, isDetail = false }: LookOptions = {},
): Promise<string[]> {
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    for (const scheme of schemes) {
      const isPair = (scheme === "light") === (width === 1280);
      if (isDetail && !isPair) continue;
      await page.emulateMedia({ colorScheme: scheme });
      const file = `${name}-${width}-${scheme}.png`;
      const path = join(screenshots, file);
      if (fullPage) await page.evaluate("scrollTo(0, 0)");
      await page.screenshot({ path, fullPage, animations: "disabled" });
      // What a scheme changes is colours, and the slowest rule is asked of each scheme once.
      const violations = await findViolations(page, isPair ? [] : ["color-contrast"]);
      found.push(
        ...violations.map(
          ({ id, nodes }) =>
            `${file}: ${id}: ${nodes.map((html) => html.slice(0, 200)).join(" | ")}`,
        ),
      );
    }
    if (await page.evaluate("document.documentElement.scrollWidth > innerWidth"))
      found.push(`${name}-${width}: wider than the screen`);
  }
  await page.setViewportSize({ width: widths[0], height });
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(twoFrames);
  return found;
}
