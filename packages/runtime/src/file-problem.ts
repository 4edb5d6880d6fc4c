import type { ConfigProblem } from "./config.ts";

/** Something wrong with a file that people write: the position, and what to do about it. */
export interface FileProblem {
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  problem: string;
  remedy: string;
}

/** A problem in a file, located by the keys that lead to it. */
export interface ProblemAtPath {
  path: readonly PropertyKey[];
  problem: string;
  remedy: string;
}

/** The position in the form that editors and terminals understand: `file:line:column`. */
export function placeText({ file, line, column }: Omit<FileProblem, "problem" | "remedy">): string {
  return `${file}:${line}:${column}`;
}

export function toConfigProblem(one: FileProblem): ConfigProblem {
  return { what: placeText(one), problem: one.problem, remedy: one.remedy };
}
