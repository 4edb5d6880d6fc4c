/** Something wrong with a definition: where it stands and what to do about it. */
export interface DefinitionProblem {
  file: string;
  /** From 1. */
  line: number;
  problem: string;
  remedy: string;
}

/** A problem of `enrichment.yaml`, by the keys that lead to it. */
export interface ProblemAtPath {
  path: readonly PropertyKey[];
  problem: string;
  remedy: string;
}

/** Each value that stands at more than one place, with its second place and those after. */
export function findRepeats<T extends { value: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ value }) => seen.size === seen.add(value).size);
}
