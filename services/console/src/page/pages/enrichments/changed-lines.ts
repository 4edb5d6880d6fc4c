export interface ChangedLine {
  kind: "removed" | "added";
  text: string;
  at: number;
}

/** Of two values the lines that one of them has alone: those that are gone first, then those that are new. Pure. */
export function changedLines(before: unknown, after: unknown): ChangedLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const gone = old.filter((line) => !now.includes(line));
  const added = now.filter((line) => !old.includes(line));
  return [
    ...gone.map((text) => ({ kind: "removed" as const, text })),
    ...added.map((text) => ({ kind: "added" as const, text })),
  ].map((line, at) => ({ ...line, at }));
}

function linesOf(value: unknown): string[] {
  if (value === undefined) return [];
  return (typeof value === "string" ? value : JSON.stringify(value, null, 2)).split("\n");
}
