import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";

const shipped = fileURLToPath(new URL("../../packages/enrichments/catalog", import.meta.url));

/** A copy of the shipped catalog, its enrichments asked along routes of their own. */
export async function createRoutedCatalog(
  routes: Readonly<Record<string, readonly string[]>>,
): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-catalog-"));
  await cp(shipped, dir, { recursive: true });
  for (const [name, route] of Object.entries(routes)) {
    const file = join(dir, name, "enrichment.yaml");
    const document = parseDocument(await readFile(file, "utf8"));
    document.set("route", route);
    await writeFile(file, document.toString());
  }
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
