import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { TestContext } from "vitest";

export const screenshots = fileURLToPath(new URL("../output/console", import.meta.url));

const mostChars = 3000;
const mostRefusals = 5;
const refusals = new WeakMap<Page, string[]>();

/** Keeps the last replies that refuse what a page asked: a notice of it is gone soon. */
export function noteRefusals(page: Page): void {
  const kept: string[] = [];
  refusals.set(page, kept);
  page.on("response", async (response) => {
    if (response.ok() || response.status() < 400) return;
    const body = await response.text().catch(() => "");
    const { pathname } = new URL(response.url());
    kept.push(`${response.request().method()} ${pathname}: ${response.status()} ${body}`);
    kept.splice(0, kept.length - mostRefusals);
  });
}

/** Adds to the message of a test that fails what each open page shows then, and keeps a screenshot of it. */
export function tellWhatIsShown(test: TestContext, browser: () => Browser | undefined): void {
  test.onTestFailed(async ({ task }) => {
    const pages = browser()
      ?.contexts()
      .flatMap((context) => context.pages());
    const shown = await Promise.all((pages ?? []).map((page, at) => told(page, at)));
    const [error] = task.result?.errors ?? [];
    if (error) error.message = [error.message, ...shown].join("\n\n");
  });
}

async function told(page: Page, at: number): Promise<string> {
  const path = join(screenshots, `failed-${at + 1}.png`);
  const refused = (refusals.get(page) ?? []).map((text) => `\nRefused before: ${text}`).join("");
  try {
    await page.screenshot({ path, animations: "disabled", timeout: 5_000 });
    const text = await page.locator("body").innerText({ timeout: 5_000 });
    const lines = text.replaceAll(/\n\s*\n/g, "\n").slice(0, mostChars);
    return `Page ${at + 1}, ${page.url()}, as in ${path}, shows:\n${lines}${refused}`;
  } catch (error) {
    return `Page ${at + 1}, ${page.url()}, tells nothing: ${error}${refused}`;
  }
}
