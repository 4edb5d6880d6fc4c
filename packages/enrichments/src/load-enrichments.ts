import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError, type FileProblem, placeText } from "@fieldwork/runtime";
import { checkClashes } from "./check-clashes.ts";
import { checkEnrichment, definitionFiles, type EnrichmentTexts } from "./check-enrichment.ts";
import { checkLoops, type ReadersOf } from "./check-loops.ts";
import type { InputProblemOf } from "./check-outline.ts";
import type { Enrichment } from "./definition.ts";

export interface LoadOptions {
  /** Contains one folder for each enrichment; by default the shipped catalog. */
  catalogDir?: string | undefined;
  /** More catalogs, read in addition. */
  extraDirs?: readonly string[] | undefined;
  /** How records are read; by default, inputs may name any field. */
  reading?: KnownReading | undefined;
}

/** How records are read, as far as definitions are checked against it. */
export interface KnownReading {
  /** Why a field of a record cannot be read. */
  inputProblem: InputProblemOf;
  /** Which fields are read from those that we write. */
  readersOf: ReadersOf;
}

const shippedCatalog = fileURLToPath(new URL("../catalog", import.meta.url));

/**
 * Loads every enrichment of one or more catalogs, in the order of their names.
 *
 * @throws AppError `definition_invalid`, listing every problem as `file:line:column: problem. remedy`.
 */
export async function loadEnrichments({
  catalogDir = shippedCatalog,
  extraDirs = [],
  reading,
}: LoadOptions = {}): Promise<Enrichment[]> {
  const folders = await Promise.all([catalogDir, ...extraDirs].map(readCatalog));
  const checked = folders.flat().map((one) => checkEnrichment(one, reading?.inputProblem));
  const definitions = checked.map(({ definition }) => definition);
  const problems = [
    ...checked.flatMap((one) => one.problems),
    ...checkClashes(definitions),
    ...(reading === undefined ? [] : checkLoops(definitions, reading.readersOf)),
  ];
  if (problems.length > 0) throw definitionError(problems);
  return checked
    .flatMap(({ enrichment }) => enrichment ?? [])
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function readCatalog(dir: string): Promise<EnrichmentTexts[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError(`the catalog ${dir} cannot be read. Name a folder of enrichments`, {
      code: "definition_invalid",
      retryable: false,
      cause,
    });
  });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name);
  return Promise.all(names.toSorted().map((name) => readFolder(dir, name)));
}

async function readFolder(dir: string, folderName: string): Promise<EnrichmentTexts> {
  const path = join(dir, folderName);
  const fromHere = relative(process.cwd(), path);
  const read = (name: string) => readFile(join(path, name), "utf8").catch(ignoreMissing);
  const [yaml, prompt, examples, cases, vocabulary] = await Promise.all(definitionFiles.map(read));
  return {
    folder: fromHere.startsWith("..") ? path : fromHere,
    folderName,
    texts: {
      "enrichment.yaml": yaml,
      "prompt.md": prompt,
      "examples.jsonl": examples,
      "cases.jsonl": cases,
      "vocabulary.yaml": vocabulary,
    },
  };
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function definitionError(problems: readonly FileProblem[]): AppError {
  const lines = problems.map((one) => `  ${placeText(one)}: ${one.problem}. ${one.remedy}`);
  return new AppError(`the definitions of enrichments have mistakes:\n${lines.join("\n")}`, {
    code: "definition_invalid",
    retryable: false,
    details: { problems },
  });
}
