import { stableJson } from "@fieldwork/runtime";

export interface ContentChange {
  /** Such as `outputs/0/policy`. */
  at: string;
  /** Undefined for what one of them has not. */
  before?: unknown;
  after?: unknown;
}

/** Where two contents differ, at the innermost place. Pure. */
export function diffContents(before: unknown, after: unknown, at = ""): ContentChange[] {
  if (stableJson([before]) === stableJson([after])) return [];
  const [old, now] = [partsOf(before), partsOf(after)];
  if (old === undefined || now === undefined) return [{ at, before, after }];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return keys.flatMap((key) => diffContents(old[key], now[key], at === "" ? key : `${at}/${key}`));
}

/** Undefined for what has no parts. */
function partsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}

/** For people: of long texts, the lines that are gone and those that are new. Pure. */
export function changesText(changes: readonly ContentChange[]): string {
  if (changes.length === 0) return "They are the same.";
  return changes.flatMap((change) => [change.at, ...linesOf(change)]).join("\n");
}

function linesOf({ before, after }: ContentChange): string[] {
  const [old, now] = [before, after].map((value) =>
    value === undefined ? [] : textOf(value).split("\n"),
  );
  const gone = (old ?? []).filter((line) => !now?.includes(line));
  const added = (now ?? []).filter((line) => !old?.includes(line));
  return [...gone.map((line) => `  - ${line}`), ...added.map((line) => `  + ${line}`)];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
