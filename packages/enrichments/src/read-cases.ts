import { type LabelledCase, labelledCase } from "./definition.ts";
import type { DefinitionProblem } from "./definition-problem.ts";

export interface NumberedCase {
  /** From 1. */
  line: number;
  labelled: LabelledCase;
}

export interface ReadCases {
  file: string;
  cases: NumberedCase[];
  problems: DefinitionProblem[];
}

const form = 'Write {"inputs":{…},"expected":{…}} on one line';

/** Reads the text of a file of labelled cases, one JSON object a line. Pure. */
export function readCases(text: string, file: string): ReadCases {
  const read: ReadCases = { file, cases: [], problems: [] };
  for (const [index, content] of text.split("\n").entries()) {
    if (content.trim() === "") continue;
    const line = index + 1;
    const json = parseJson(content);
    if ("problem" in json) {
      read.problems.push({ file, line, problem: json.problem, remedy: form });
      continue;
    }
    const parsed = labelledCase.safeParse(json.value);
    if (parsed.success) read.cases.push({ line, labelled: parsed.data });
    for (const { path, message } of parsed.error?.issues ?? []) {
      const problem = [...path.map(String), message].join(": ");
      read.problems.push({ file, line, problem, remedy: form });
    }
  }
  return read;
}

function parseJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
