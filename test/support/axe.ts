import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  /** The elements, as HTML. */
  nodes: string[];
}

/**
 * What axe finds wrong with a page, which is one document without frames. It is put into each document once: that, and
 * a page of its own for each run, are most of what its driver for Playwright takes.
 */
export async function findViolations(
  page: Page,
  disabled: readonly string[],
): Promise<Violation[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(await source);
  const rules = Object.fromEntries(disabled.map((rule) => [rule, { enabled: false }]));
  const options = JSON.stringify({ resultTypes: ["violations"], iframes: false, rules });
  return page.evaluate<Violation[]>(
    `axe.run(document, ${options}).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`,
  );
}
