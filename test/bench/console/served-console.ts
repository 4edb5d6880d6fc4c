import { apiConfig, createApiService, createOwnLink, linkUrl } from "@fieldwork/api";
import { buildConsole } from "@fieldwork/console";
import { loadEnrichments, releaseEnrichments } from "@fieldwork/enrichments";
import { createLogger, loadConfig } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { chromiumArguments, findChromium } from "../../support/find-chromium.ts";
import type { ReadingStore } from "../reading/reading-store.ts";
import { watchScript } from "./watch-script.ts";

export interface ServedConsole {
  url: string;
  /** Where its build is. */
  consoleDir: string;
  database: Database;
  /** A page of a browser that has nothing in its caches, signed in. */
  open(path: string): Promise<Page>;
  stop(): Promise<void>;
}

const viewport = { width: 1280, height: 800 };

/** The API with the console, and a browser in which somebody who may do everything has signed in. */
export async function serveConsole({
  database,
  reader,
}: Pick<ReadingStore, "database" | "reader">): Promise<ServedConsole> {
  await releaseEnrichments(database, { enrichments: await loadEnrichments({}), by: "bench" });
  const consoleDir = await buildConsole();
  const config = loadConfig(apiConfig, { API_PORT: "0", REQUESTS_PER_MINUTE: "1000000" });
  const api = createApiService({
    ...{ config, database, reader, host: "127.0.0.1", logDays: 7, consoleDir },
    logger: createLogger({ service: "bench", level: "warn" }),
  });
  await api.start();
  const url = `http://127.0.0.1:${api.port()}`;
  const browser = await chromium.launch({
    // biome-ignore lint/style/noProcessEnv: a browser is looked for in our environment.
    executablePath: findChromium(process.env),
    args: chromiumArguments,
  });
  const first = await browser.newContext({ viewport });
  await signIn(first, linkUrl(url, (await createOwnLink(database, "ann")).secret));
  const storageState = await first.storageState();
  await first.close();
  return {
    ...{ url, consoleDir, database },
    async open(path) {
      const context = await browser.newContext({ viewport, storageState });
      await context.addInitScript({ content: watchScript });
      const page = await context.newPage();
      await page.goto(`${url}${path}`);
      return page;
    },
    async stop() {
      await browser.close();
      await api.stop();
    },
  };
}

async function signIn(context: BrowserContext, link: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Go to the console" }).click();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
}
