import { textsIn } from "../../app/list-search.ts";

const names = ["search", "connection", "object", "field", "value"] as const;

/** Which records are shown, as the address has it. */
export type RecordSearch = Partial<Record<(typeof names)[number], string>> & {
  source?: "fields" | "outputs";
};

/** Pure. */
export function recordSearch(search: Record<string, unknown>): RecordSearch {
  const { source } = search;
  return {
    ...textsIn(search, names),
    ...((source === "fields" || source === "outputs") && { source }),
  };
}

/** What the API is asked; a field without its value does not filter yet. Pure. */
export function recordQuery(asked: RecordSearch): RecordSearch {
  const { field, value, source, search, ...places } = asked;
  if (search !== undefined) return { ...places, search };
  if (field === undefined || value === undefined) return places;
  return { ...places, field, value, ...(source !== undefined && { source }) };
}
