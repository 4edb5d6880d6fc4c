/** What a condition asks of a field, and how many values it takes. */
export const filterOperators = {
  equals: "one",
  notEquals: "one",
  anyOf: "some",
  contains: "one",
  startsWith: "one",
  less: "one",
  atMost: "one",
  greater: "one",
  atLeast: "one",
  between: "two",
  blank: "none",
  notBlank: "none",
  /** Of an output: it was last asked for under a definition that is not the released one any more. */
  outdated: "none",
  /** Of an output: a person has changed what we wrote, at this time or later. */
  correctedSince: "one",
} as const satisfies Readonly<Record<string, "none" | "one" | "two" | "some">>;
export type FilterOperator = keyof typeof filterOperators;

/** These compare numbers with numbers, and dates and times (in UTC) with dates and times. */
export const orderingOperators: ReadonlySet<FilterOperator> = new Set([
  "less",
  "atMost",
  "greater",
  "atLeast",
  "between",
]);

/** These ask what we know of an output, not what its value is. */
export const outputOperators: ReadonlySet<FilterOperator> = new Set(["outdated", "correctedSince"]);

/** Stands for the vendor's id of a record, in the canonical form that its adapter gives it. */
export const idField = "id";
export const idOperators: ReadonlySet<FilterOperator> = new Set(["equals", "notEquals", "anyOf"]);
