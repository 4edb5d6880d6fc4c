import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError, stableHash } from "@fieldwork/runtime";
import type { Enrichment, EnrichmentFile } from "./definition.ts";
import {
  caseProblems,
  clashProblems,
  type DefinitionProblem,
  leakProblems,
  type NumberedCase,
} from "./definition-problems.ts";
import { parseCases, parseEnrichmentYaml } from "./parse-definition.ts";

export interface LoadOptions {
  /** Holds one folder an enrichment; the shipped catalog unless told. */
  catalogDir?: string | undefined;
  /** Asked in place of each enrichment's own route. */
  route?: readonly string[] | undefined;
}

const shippedCatalog = fileURLToPath(new URL("../catalog", import.meta.url));

/**
 * Loads every enrichment of a catalog.
 *
 * @throws AppError `definition_invalid`, listing every problem as `file:line: problem. remedy`.
 */
export async function loadEnrichments({
  catalogDir = shippedCatalog,
  route,
}: LoadOptions = {}): Promise<Enrichment[]> {
  const entries = await readdir(catalogDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const loaded = await Promise.all(
    folders.toSorted().map((name) => loadOne(join(catalogDir, name))),
  );
  const enrichments = loaded.flatMap(({ enrichment }) => enrichment ?? []);
  const problems = [
    ...loaded.flatMap((one) => one.problems),
    ...clashProblems(
      enrichments.map((definition) => ({
        file: join(catalogDir, definition.name, "enrichment.yaml"),
        definition,
      })),
    ),
  ];
  if (problems.length > 0) throw definitionError(problems);
  return enrichments.map((enrichment) =>
    route ? { ...enrichment, route: [...route] } : enrichment,
  );
}

function definitionError(problems: readonly DefinitionProblem[]): AppError {
  const lines = problems.map(
    ({ file, line, problem, remedy }) =>
      `  ${relative(process.cwd(), file)}:${line}: ${problem}. ${remedy}`,
  );
  return new AppError(`the definitions of enrichments need mending:\n${lines.join("\n")}`, {
    code: "definition_invalid",
    retryable: false,
    details: { problems },
  });
}

interface Loaded {
  enrichment: Enrichment | undefined;
  problems: DefinitionProblem[];
}

interface FolderTexts {
  folder: string;
  yaml: string;
  prompt: string;
  examples: string;
  cases: string;
}

async function loadOne(folder: string): Promise<Loaded> {
  const missing: DefinitionProblem[] = [];
  async function read(name: string): Promise<string> {
    const file = join(folder, name);
    return readFile(file, "utf8").catch(() => {
      missing.push({ file, line: 1, problem: "is missing", remedy: `Write ${name}` });
      return "";
    });
  }
  const [yaml = "", prompt = "", examples = "", cases = ""] = await Promise.all(
    ["enrichment.yaml", "prompt.md", "examples.jsonl", "cases.jsonl"].map(read),
  );
  if (missing.length > 0) return { enrichment: undefined, problems: missing };
  return checkFolder({ folder, yaml, prompt, examples, cases });
}

function checkFolder({ folder, yaml, prompt, ...texts }: FolderTexts): Loaded {
  const definition = parseEnrichmentYaml(yaml, join(folder, "enrichment.yaml"));
  const examples = parseCases(texts.examples, join(folder, "examples.jsonl"));
  const cases = parseCases(texts.cases, join(folder, "cases.jsonl"));
  const problems = [
    ...definition.problems,
    ...examples.problems,
    ...cases.problems,
    ...leakProblems(examples.value, cases.value, join(folder, "cases.jsonl")),
  ];
  const file = definition.value;
  if (!file) return { enrichment: undefined, problems };
  problems.push(
    ...folderProblems(file, folder, prompt),
    ...examples.value.flatMap((one) => caseProblems(file, one, join(folder, "examples.jsonl"))),
    ...cases.value.flatMap((one) => caseProblems(file, one, join(folder, "cases.jsonl"))),
  );
  if (problems.length > 0) return { enrichment: undefined, problems };
  const labelled = (numbered: readonly NumberedCase[]) => numbered.map((one) => one.labelled);
  const parts = { prompt, examples: labelled(examples.value), cases: labelled(cases.value) };
  return {
    enrichment: { ...file, ...parts, promptVersion: versionOf({ ...file, ...parts }) },
    problems,
  };
}

function folderProblems(
  { name, inputs, outputs }: EnrichmentFile,
  folder: string,
  prompt: string,
): DefinitionProblem[] {
  const yaml = join(folder, "enrichment.yaml");
  const problems: DefinitionProblem[] = [];
  if (name !== basename(folder)) {
    const remedy = `Rename one of the two`;
    problems.push({
      file: yaml,
      line: 1,
      problem: `${name} stands in the folder ${basename(folder)}`,
      remedy,
    });
  }
  if (prompt.trim() === "") {
    const remedy = "Write what the model shall do";
    problems.push({
      file: join(folder, "prompt.md"),
      line: 1,
      problem: "the prompt is empty",
      remedy,
    });
  }
  const names = outputs.map((output) => output.name);
  for (const twice of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    const remedy = "Give each output a name of its own";
    problems.push({ file: yaml, line: 1, problem: `two outputs are called ${twice}`, remedy });
  }
  for (const { field } of outputs.filter((output) =>
    inputs.some((input) => input.field === output.field),
  )) {
    const remedy = "Write to another field: an output that is read would ask for itself";
    problems.push({ file: yaml, line: 1, problem: `${field} is an input and an output`, remedy });
  }
  return problems;
}

/** Changes with what the model is told and may learn from, and with nothing else. */
function versionOf({
  prompt,
  inputs,
  outputs,
  examples,
}: Omit<Enrichment, "promptVersion">): string {
  const asked = outputs.map(({ policy: _, reviewBelow: __, label: ___, ...output }) => output);
  return stableHash([prompt, inputs, asked, examples]).slice(0, 12);
}
