import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { DefinitionProblem, ProblemAtPath } from "./definition-problem.ts";

export interface ReadYaml<T> {
  /** As written; undefined when it is no YAML. */
  content: unknown;
  /** Undefined when its form is wrong. */
  parsed: T | undefined;
  /** The line on which the value at a path stands, or else what holds it. */
  lineOf(path: readonly PropertyKey[]): number;
  /** What is wrong with its form. */
  problems: DefinitionProblem[];
}

/** Reads a text as YAML of the form that `schema` asks for. Pure. */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>): ReadYaml<T> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({
      file,
      line: lineAt(pos[0]),
      problem: message.split("\n")[0]?.replace(/( at line.*)?:?$/, "") ?? message,
      remedy: "Write valid YAML",
    }));
    return { content: undefined, parsed: undefined, lineOf: () => 1, problems };
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number] } | undefined;
      if (node?.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  const content: unknown = document.toJS();
  const parsed = schema.safeParse(content);
  const problems = (parsed.error?.issues ?? [])
    .flatMap((issue) => problemsOf(issue, document.getIn(issue.path)))
    .map((one) => atLine(one, file, lineOf));
  return { content, parsed: parsed.data, lineOf, problems };
}

export function atLine(
  { path, problem, remedy }: ProblemAtPath,
  file: string,
  lineOf: (path: readonly PropertyKey[]) => number,
): DefinitionProblem {
  const where = path.length === 0 ? "the file" : path.map(String).join(".");
  return { file, line: lineOf(path), problem: `${where}: ${problem}`, remedy };
}

/** One of the schema's complaints about `value`, in words that help. */
function problemsOf(issue: z.core.$ZodIssue, value: unknown): ProblemAtPath[] {
  const { path } = issue;
  if (path.length > 0 && value === undefined) {
    return [{ path, problem: "is missing", remedy: "Add it" }];
  }
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        problem: "no such key is known",
        remedy: "Remove it, or mend its spelling",
      }));
    case "invalid_value":
      return [
        {
          path,
          problem: `${JSON.stringify(value)} is not allowed`,
          remedy: `Write one of ${issue.values.map(String).join(", ")}`,
        },
      ];
    case "invalid_union":
      return [
        {
          path,
          problem: `${JSON.stringify(value)} is not allowed`,
          remedy: `Write one of ${optionsOf(issue).join(", ")}`,
        },
      ];
    case "invalid_format":
      return [
        { path, problem: `${JSON.stringify(value)} has the wrong form`, remedy: issue.message },
      ];
    default:
      return [{ path, problem: issue.message, remedy: "Mend it as the message says" }];
  }
}

function optionsOf(issue: z.core.$ZodIssueInvalidUnion): string[] {
  return "options" in issue ? (issue.options ?? []).map(String) : [];
}
