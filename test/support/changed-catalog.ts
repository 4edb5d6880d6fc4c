import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Document, parseDocument } from "yaml";

export const shippedCatalog = fileURLToPath(
  new URL("../../packages/enrichments/catalog", import.meta.url),
);

export interface ChangedCatalog {
  dir: string;
  remove(): Promise<void>;
}

const named = /\/(?:deal-next-step|ticket-triage)$/;

/**
 * A copy of the shipped catalog, as it is released unless told; without the locks of its prompts, so that
 * it may be changed.
 */
export async function copyCatalog(): Promise<ChangedCatalog> {
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-catalog-"));
  const filter = (source: string) => !source.endsWith("lock.json") && !named.test(source);
  await cp(shippedCatalog, dir, { recursive: true, filter });
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** Changes what the `enrichment.yaml` of one enrichment of a catalog says. */
export async function changeDefinition(
  { dir }: Pick<ChangedCatalog, "dir">,
  name: string,
  change: (definition: Document) => void,
): Promise<void> {
  const file = join(dir, name, "enrichment.yaml");
  const definition = parseDocument(await readFile(file, "utf8"));
  change(definition);
  await writeFile(file, definition.toString());
}

/** Leaves the first labelled cases alone. */
export async function keepCases(
  { dir }: Pick<ChangedCatalog, "dir">,
  name: string,
  count: number,
): Promise<void> {
  const file = join(dir, name, "cases.jsonl");
  const cases = (await readFile(file, "utf8")).split("\n").slice(0, count);
  await writeFile(file, `${cases.join("\n")}\n`);
}

export async function appendToPrompt(
  { dir }: Pick<ChangedCatalog, "dir">,
  name: string,
  text: string,
): Promise<void> {
  await appendFile(join(dir, name, "prompts", "1.md"), `\n${text}\n`);
}
