import { atPlace, type FileProblem } from "@fieldwork/runtime";
import { checkCases, checkLeaks } from "./check-cases.ts";
import { checkOutline, type InputProblemOf } from "./check-outline.ts";
import type { Enrichment, LabelledCase } from "./definition.ts";
import { checkLock, currentVersion, type PromptVersions } from "./prompt-lock/check-lock.ts";
import { type ReadCases, readCases } from "./read-cases.ts";
import { type ReadDefinition, readDefinition } from "./read-definition.ts";
import { readVocabulary } from "./read-vocabulary.ts";
import { enrichmentFrom } from "./versions.ts";

const neededFiles = ["enrichment.yaml", "examples.jsonl", "cases.jsonl"] as const;
/** Either this one, or versions of it in a folder. */
const promptFile = "prompt.md";
export const definitionFiles = [...neededFiles, promptFile, "vocabulary.yaml"] as const;

/** The files of one enrichment. */
export interface EnrichmentTexts {
  /** The folder's path, for messages, and its name. */
  folder: string;
  folderName: string;
  /** Undefined: the file is missing. */
  texts: Readonly<Record<(typeof definitionFiles)[number], string | undefined>>;
  /** Of `prompts/`; none where `prompt.md` is the prompt. */
  prompts: PromptVersions;
}

export interface CheckRules {
  inputProblem?: InputProblemOf | undefined;
  /** A version of a prompt need not have been measured: it is not to be released yet. */
  mayBeUnreleased?: boolean | undefined;
}

export interface CheckedEnrichment {
  definition: ReadDefinition;
  /** Undefined if anything is wrong. */
  enrichment: Enrichment | undefined;
  problems: FileProblem[];
}

/** Reads one enrichment's files and checks them against each other. Pure. */
export function checkEnrichment(
  { folder, folderName, texts, prompts }: EnrichmentTexts,
  { inputProblem, mayBeUnreleased = false }: CheckRules = {},
): CheckedEnrichment {
  const pathOf = (name: string) => `${folder}/${name}`;
  const version = currentVersion(prompts);
  const prompt = version === 0 ? texts[promptFile] : prompts.texts.get(version);
  const promptName = version === 0 ? promptFile : `prompts/${version}.md`;
  const definition = readDefinition(texts["enrichment.yaml"] ?? "", pathOf("enrichment.yaml"));
  const examples = readCases(texts["examples.jsonl"] ?? "", pathOf("examples.jsonl"));
  const cases = readCases(texts["cases.jsonl"] ?? "", pathOf("cases.jsonl"));
  const { outline } = definition;
  const said = readVocabulary(texts["vocabulary.yaml"], pathOf("vocabulary.yaml"), outline);
  const problems = [
    ...neededFiles
      .filter((name) => texts[name] === undefined)
      .map((name) => missing(pathOf(name), name)),
    ...(prompt === undefined ? [missing(pathOf(promptFile), promptFile)] : []),
    ...(texts["enrichment.yaml"] === undefined ? [] : definition.problems),
    ...checkOutline(outline, folderName, inputProblem).map((one) => atPlace(one, definition)),
    ...promptProblems(prompt, pathOf(promptName)),
    ...(version === 0 || texts[promptFile] === undefined ? [] : [twoPrompts(pathOf(promptFile))]),
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
  const enrichment = enrichmentFrom({ ...form, prompt, ...learnt });
  const { promptVersion } = enrichment;
  const locked = { ...prompts, folder, name: folderName, promptVersion };
  const unlike = checkLock(locked, { mayBeUnreleased });
  if (unlike.length === 0) return { definition, enrichment, problems };
  return { definition, enrichment: undefined, problems: unlike };
}

function missing(file: string, name: string): FileProblem {
  const remedy = `Write ${name}; the shipped catalog shows how`;
  return { file, line: 1, column: 1, problem: "the file is missing", remedy };
}

function twoPrompts(file: string): FileProblem {
  const problem = "the versions in prompts/ are the prompt";
  return { file, line: 1, column: 1, problem, remedy: "Delete one of the two" };
}

function promptProblems(prompt: string | undefined, file: string): FileProblem[] {
  if (prompt === undefined || prompt.trim() !== "") return [];
  const remedy = "Say what should be answered";
  return [{ file, line: 1, column: 1, problem: "the prompt is empty", remedy }];
}

function listOf({ cases }: ReadCases): LabelledCase[] {
  return cases.map(({ labelled }) => labelled);
}
