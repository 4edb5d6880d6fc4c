import type { FileProblem } from "@fieldwork/runtime";
import { type LabelledCase, labelledCase } from "./definition.ts";

export interface NumberedCase {
  /** From 1. */
  line: number;
  labelled: LabelledCase;
}

export interface ReadCases {
  file: string;
  cases: NumberedCase[];
  problems: FileProblem[];
}

const form = 'Write {"inputs":{…},"expected":{…}} on one line';

/** Reads the text of a file of labelled cases, one JSON object on each line. Pure. */
export function readCases(text: string, file: string): ReadCases {
  const read: ReadCases = { file, cases: [], problems: [] };
  for (const [index, content] of text.split("\n").entries()) {
    if (content.trim() === "") continue;
    const line = index + 1;
    const json = parseJson(content);
    if ("problem" in json) {
      const { problem, column } = json;
      read.problems.push({ file, line, column, problem, remedy: form });
      continue;
    }
    const parsed = labelledCase.safeParse(json.value);
    if (parsed.success) read.cases.push({ line, labelled: parsed.data });
    for (const { path, message } of parsed.error?.issues ?? []) {
      const problem = [...path.map(String), message].join(": ");
      read.problems.push({ file, line, column: 1, problem, remedy: form });
    }
  }
  return read;
}

function parseJson(text: string): { value: unknown } | { problem: string; column: number } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, position = "0"] = /at position (\d+)/.exec(message) ?? [];
    return { problem: `is not JSON: ${message}`, column: Number(position) + 1 };
  }
}
