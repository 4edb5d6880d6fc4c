import { textsIn } from "../../app/list-search.ts";

const names = ["connection", "object", "field", "reason", "at"] as const;

/** Which answers are looked at, and at which one of them, as the address has it. */
export type ReviewSearch = Partial<Record<(typeof names)[number], string>>;

/** Pure. */
export function reviewSearch(search: Record<string, unknown>): ReviewSearch {
  return textsIn(search, names);
}
