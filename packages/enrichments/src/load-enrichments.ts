import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError, type FileProblem, nameRemedy, placeText } from "@fieldwork/runtime";
import { checkClashes } from "./check-clashes.ts";
import { checkEnrichment, definitionFiles, type EnrichmentTexts } from "./check-enrichment.ts";
import { checkLoops, type ReadersOf } from "./check-loops.ts";
import type { InputProblemOf } from "./check-outline.ts";
import type { Enrichment } from "./definition.ts";
import { readPrompts } from "./prompt-lock/read-prompts.ts";

export interface LoadOptions {
  /** Contains one folder for each enrichment; by default the shipped catalog. */
  catalogDir?: string | undefined;
  /** These of the first catalog alone; by default all, or of the shipped one those that most can use. */
  names?: readonly string[] | undefined;
  /** More catalogs, read in addition. */
  extraDirs?: readonly string[] | undefined;
  /** How records are read; by default, inputs may name any field. */
  reading?: KnownReading | undefined;
  /** A version of a prompt need not have been measured: it is not to be released yet. */
  mayBeUnreleased?: boolean | undefined;
}

/** How records are read, as far as definitions are checked against it. */
export interface KnownReading {
  /** Why a field of a record cannot be read. */
  inputProblem: InputProblemOf;
  /** Which fields are read from those that we write. */
  readersOf: ReadersOf;
}

export const shippedCatalog = fileURLToPath(new URL("../catalog", import.meta.url));

/** Of the shipped catalog: the others have to be named, because not everybody keeps what they read. */
const namedByDefault = ["company-profile", "contact-role"];

/**
 * Loads every enrichment of one or more catalogs, in the order of their names.
 *
 * @throws AppError `definition_invalid`, listing every problem as `file:line:column: problem. remedy`.
 */
export async function loadEnrichments({
  catalogDir = shippedCatalog,
  names = resolve(catalogDir) === shippedCatalog ? namedByDefault : undefined,
  extraDirs = [],
  reading,
  mayBeUnreleased,
}: LoadOptions = {}): Promise<Enrichment[]> {
  const folders = await Promise.all([
    readCatalog(catalogDir, names),
    ...extraDirs.map((dir) => readCatalog(dir)),
  ]);
  const rules = { inputProblem: reading?.inputProblem, mayBeUnreleased };
  const checked = folders.flat().map((one) => checkEnrichment(one, rules));
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

async function readCatalog(dir: string, wanted?: readonly string[]): Promise<EnrichmentTexts[]> {
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
  const unknown = wanted?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) {
    const told = unknown.map(
      (name) => `the catalog ${dir} has no enrichment ${name}. ${nameRemedy(name, names)}`,
    );
    throw new AppError(told.join("\n"), { code: "definition_invalid", retryable: false });
  }
  return Promise.all((wanted ?? names).toSorted().map((name) => readFolder(dir, name)));
}

async function readFolder(dir: string, folderName: string): Promise<EnrichmentTexts> {
  const path = join(dir, folderName);
  const fromHere = relative(process.cwd(), path);
  const read = (name: string) =>
    readFile(join(path, name), "utf8")
      .catch(ignoreMissing)
      .catch(unreadable(join(path, name)));
  const [yaml, examples, cases, prompt, vocabulary] = await Promise.all(definitionFiles.map(read));
  return {
    folder: fromHere.startsWith("..") ? path : fromHere,
    folderName,
    texts: {
      "enrichment.yaml": yaml,
      "examples.jsonl": examples,
      "cases.jsonl": cases,
      "prompt.md": prompt,
      "vocabulary.yaml": vocabulary,
    },
    prompts: await readPrompts(join(path, "prompts")).catch(unreadable(join(path, "prompts"))),
  };
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

/** @throws AppError `definition_invalid` in place of what the file system says. */
function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new AppError(`${path} cannot be read. Make it readable for this process`, {
      ...{ code: "definition_invalid", retryable: false, cause },
    });
  };
}

function definitionError(problems: readonly FileProblem[]): AppError {
  const lines = problems.map((one) => `  ${placeText(one)}: ${one.problem}. ${one.remedy}`);
  return new AppError(`the definitions of enrichments have mistakes:\n${lines.join("\n")}`, {
    code: "definition_invalid",
    retryable: false,
    details: { problems },
  });
}
