import { atPlace, type FileProblem } from "@fieldwork/runtime";
import { checkCases, checkLeaks } from "./check-cases.ts";
import { checkOutline, type InputProblemOf } from "./check-outline.ts";
import type { Enrichment, LabelledCase } from "./definition.ts";
import { type ReadCases, readCases } from "./read-cases.ts";
import { type ReadDefinition, readDefinition } from "./read-definition.ts";
import { readVocabulary } from "./read-vocabulary.ts";
import { enrichmentFrom } from "./versions.ts";

const neededFiles = ["enrichment.yaml", "prompt.md", "examples.jsonl", "cases.jsonl"] as const;
export const definitionFiles = [...neededFiles, "vocabulary.yaml"] as const;

/** The files of one enrichment. */
export interface EnrichmentTexts {
  /** The folder's path, for messages, and its name. */
  folder: string;
  folderName: string;
  /** Undefined: the file is missing. */
  texts: Readonly<Record<(typeof definitionFiles)[number], string | undefined>>;
}

export interface CheckedEnrichment {
  definition: ReadDefinition;
  /** Undefined if anything is wrong. */
  enrichment: Enrichment | undefined;
  problems: FileProblem[];
}

/** Reads one enrichment's files and checks them against each other. Pure. */
export function checkEnrichment(
  { folder, folderName, texts }: EnrichmentTexts,
  inputProblem?: InputProblemOf,
): CheckedEnrichment {
  const pathOf = (name: string) => `${folder}/${name}`;
  const prompt = texts["prompt.md"];
  const definition = readDefinition(texts["enrichment.yaml"] ?? "", pathOf("enrichment.yaml"));
  const examples = readCases(texts["examples.jsonl"] ?? "", pathOf("examples.jsonl"));
  const cases = readCases(texts["cases.jsonl"] ?? "", pathOf("cases.jsonl"));
  const { outline } = definition;
  const said = readVocabulary(texts["vocabulary.yaml"], pathOf("vocabulary.yaml"), outline);
  const problems = [
    ...neededFiles
      .filter((name) => texts[name] === undefined)
      .map((name) => ({
        file: pathOf(name),
        ...{ line: 1, column: 1 },
        problem: "the file is missing",
        remedy: `Write ${name}; the shipped catalog shows how`,
      })),
    ...(texts["enrichment.yaml"] === undefined ? [] : definition.problems),
    ...checkOutline(outline, folderName, inputProblem).map((one) => atPlace(one, definition)),
    ...promptProblems(prompt, pathOf("prompt.md")),
    ...[examples, cases].flatMap((read) => [...read.problems, ...checkCases(outline, read)]),
    ...checkLeaks(examples, cases),
    ...said.problems,
  ];
  const form = definition.definition;
  if (problems.length > 0 || form === undefined || prompt === undefined) {
    return { definition, enrichment: undefined, problems };
  }
  const { vocabulary } = said;
  const learnt = { examples: listOf(examples), vocabulary, cases: listOf(cases) };
  return { definition, enrichment: enrichmentFrom({ ...form, prompt, ...learnt }), problems };
}

function promptProblems(prompt: string | undefined, file: string): FileProblem[] {
  if (prompt === undefined || prompt.trim() !== "") return [];
  const remedy = "Say what should be answered";
  return [{ file, line: 1, column: 1, problem: "the prompt is empty", remedy }];
}

function listOf({ cases }: ReadCases): LabelledCase[] {
  return cases.map(({ labelled }) => labelled);
}
