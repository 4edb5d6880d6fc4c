import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { FileProblem, ProblemAtPath } from "./file-problem.ts";

/** From 1 each. */
export interface Place {
  line: number;
  column: number;
}

export interface YamlForm<T> {
  /** As messages name it. */
  file: string;
  schema: z.ZodType<T>;
  /** Messages never show a value: it may be a secret in the wrong place. */
  hidesValues?: boolean;
}

export interface ReadYaml<T> {
  /** As written; undefined if it is not YAML. */
  content: unknown;
  /** Undefined if its form is wrong. */
  parsed: T | undefined;
  /** The position of the value at a path, or of what contains it. */
  placeOf(path: readonly PropertyKey[]): Place;
  /** What is wrong with its form. */
  problems: FileProblem[];
}

const start: Place = { line: 1, column: 1 };

/** Reads a text as YAML, or JSON, in the form that a schema asks for. Pure. */
export function readYaml<T>(text: string, form: YamlForm<T>): ReadYaml<T> {
  const { file, schema, hidesValues = false } = form;
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ code, message, pos }) => ({
      ...{ file, ...placeAt(pos[0]) },
      problem: hidesValues ? `is not valid YAML (${code})` : sentenceOf(message),
      remedy: "Correct its syntax",
    }));
    return { content: undefined, parsed: undefined, placeOf: () => start, problems };
  }
  const placeOf = (path: readonly PropertyKey[]): Place => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number] } | undefined;
      if (node?.range) return placeAt(node.range[0]);
    }
    return start;
  };
  const content: unknown = document.toJS();
  const parsed = schema.safeParse(content);
  const problems = (parsed.error?.issues ?? [])
    .flatMap((issue) => complaintsOf(issue, { value: document.getIn(issue.path), hidesValues }))
    .map((one) => atPlace(one, { file, placeOf }));
  return { content, parsed: parsed.data, placeOf, problems };
}

function sentenceOf(message: string): string {
  return message.split("\n")[0]?.replace(/( at line.*)?:?$/, "") ?? message;
}

export function atPlace(
  { path, problem, remedy }: ProblemAtPath,
  { file, placeOf }: { file: string; placeOf: ReadYaml<unknown>["placeOf"] },
): FileProblem {
  const where = path.length === 0 ? "the file" : path.map(String).join(".");
  return { file, ...placeOf(path), problem: `${where}: ${problem}`, remedy };
}

interface Complained {
  value: unknown;
  hidesValues: boolean;
}

/** One of the schema's complaints about a value, in helpful words. */
function complaintsOf(
  issue: z.core.$ZodIssue,
  { value, hidesValues }: Complained,
): ProblemAtPath[] {
  const { path } = issue;
  const shown = hidesValues ? "this" : JSON.stringify(value);
  if (path.length > 0 && value === undefined) {
    return [{ path, problem: "is missing", remedy: "Add it" }];
  }
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        problem: "there is no such key",
        remedy: "Remove it, or correct its spelling",
      }));
    case "invalid_value":
      return [
        {
          path,
          problem: `${shown} is not allowed`,
          remedy: `Write one of ${issue.values.map(String).join(", ")}`,
        },
      ];
    case "invalid_union":
      return complaintsOfUnion(issue, { value, hidesValues });
    case "invalid_key": {
      const remedy = issue.issues[0]?.message ?? "Give it another name";
      return [{ path, problem: `${String(path.at(-1))} is not a valid name`, remedy }];
    }
    case "invalid_format":
      return [{ path, problem: `${shown} has the wrong form`, remedy: issue.message }];
    default:
      return [{ path, problem: issue.message, remedy: "Correct it as the message says" }];
  }
}

/** If a value may have several forms, the complaints of the form that it is closest to. */
function complaintsOfUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  { value, hidesValues }: Complained,
): ProblemAtPath[] {
  const { path, errors } = issue;
  const nearest =
    errors.find((one) => one.some((inner) => inner.path.length > 0)) ??
    errors.find((one) => one.some(({ code }) => code === "unrecognized_keys"));
  if (nearest !== undefined) {
    return nearest.flatMap((inner) => {
      const deeper = { ...inner, path: [...path, ...inner.path] };
      return complaintsOf(deeper, { value: valueIn(value, inner.path), hidesValues });
    });
  }
  const options = optionsOf(issue);
  const remedy =
    options.length > 0 ? `Write one of ${options.join(", ")}` : "Write it in one of its forms";
  const shown = hidesValues ? "this" : JSON.stringify(value);
  return [{ path, problem: `${shown} is not allowed`, remedy }];
}

/** A YAML collection is read by its own method. */
function valueIn(value: unknown, path: readonly PropertyKey[]): unknown {
  const node = value as { getIn?: (path: readonly PropertyKey[]) => unknown } | undefined;
  return path.length === 0 ? value : node?.getIn?.(path);
}

function optionsOf(issue: z.core.$ZodIssueInvalidUnion): string[] {
  return "options" in issue ? (issue.options ?? []).map(String) : [];
}
