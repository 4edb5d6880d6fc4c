import type { FilterOperator } from "./filter-operators.ts";
import type { RecordFilter } from "./record-filter.ts";

/** How filters are written that compare by a sign. */
export const symbols: Readonly<Record<string, FilterOperator>> = {
  "=": "equals",
  "!=": "notEquals",
  "<": "less",
  "<=": "atMost",
  ">": "greater",
  ">=": "atLeast",
};
const symbolOf = new Map(Object.entries(symbols).map(([symbol, is]) => [is, symbol]));

/** The text that reads as this filter. */
export function filterText(filter: RecordFilter): string {
  if ("all" in filter) return filter.all.map((one) => within(one)).join(" and ");
  if ("any" in filter) return filter.any.map((one) => within(one)).join(" or ");
  const { field, is, values } = filter;
  const [first = "", second = ""] = values.map((value) => JSON.stringify(value));
  const symbol = symbolOf.get(is);
  if (symbol !== undefined) return `${field} ${symbol} ${first}`;
  if (is === "anyOf") return `${field} in (${values.map((one) => JSON.stringify(one)).join(", ")})`;
  if (is === "between") return `${field} between ${first} and ${second}`;
  if (is === "blank" || is === "notBlank")
    return `${field} is ${is === "blank" ? "" : "not "}blank`;
  if (is === "outdated") return `${field} is outdated`;
  if (is === "correctedSince") return `${field} corrected since ${first}`;
  return `${field} ${is === "contains" ? "contains" : "starts with"} ${first}`;
}

function within(filter: RecordFilter): string {
  return "field" in filter ? filterText(filter) : `(${filterText(filter)})`;
}
