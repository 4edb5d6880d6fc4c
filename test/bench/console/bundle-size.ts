import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ServedConsole } from "./served-console.ts";

/** What a browser with nothing in its caches loads of the build before it shows records, as gzip. */
export async function bundleKbGz({ consoleDir, open }: ServedConsole): Promise<number> {
  const page = await open("/records?object=company");
  await page.evaluate("watched.until(() => watched.rowsAt !== undefined)");
  const names = await page.evaluate<string[]>(
    `performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
      .filter((path) => path.startsWith("/assets/"))`,
  );
  await page.context().close();
  const files = [...new Set(names)].map((name) => stat(join(consoleDir, `${name}.gz`)));
  const bytes = (await Promise.all(files)).reduce((total, { size }) => total + size, 0);
  return Math.round(bytes / 100) / 10;
}
