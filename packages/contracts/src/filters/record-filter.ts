import { z } from "zod";
import { isCalendarDate } from "../calendar-date.ts";
import { comparableOf } from "./comparable.ts";

/** What a condition asks of a field's value, and how many values it takes. */
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

const fits = {
  none: (count: number) => count === 0,
  one: (count: number) => count === 1,
  two: (count: number) => count === 2,
  some: (count: number) => count > 0,
};

/** PostgreSQL stores no text with a zero character or half a surrogate pair: no record can have it. */
const filterValue = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "is not text");

export const filterFieldPattern = /^[a-zA-Z][a-zA-Z0-9_]{0,99}$/;

export const filterCondition = z
  .strictObject({
    field: z.string().regex(filterFieldPattern),
    is: z.enum(Object.keys(filterOperators) as [FilterOperator, ...FilterOperator[]]),
    values: z.array(filterValue).max(500),
  })
  .refine(
    ({ is, values }) => fits[filterOperators[is]](values.length),
    "has too few or many values",
  )
  .refine(
    ({ is, values }) => !orderingOperators.has(is) || ordered(values),
    "compares numbers, or dates as 2026-03-01 or 2026-03-01T09:30:00.000Z",
  );
export type FilterCondition = z.infer<typeof filterCondition>;

function ordered(values: readonly string[]): boolean {
  const kinds = new Set(values.map(kindOf));
  return kinds.size === 1 && !kinds.has(undefined);
}

function kindOf(value: string): string | undefined {
  const kind = comparableOf(value)?.kind;
  const exists = kind !== "time" || isCalendarDate(value.slice(0, 10));
  return exists ? kind : undefined;
}

/** Which records: those that meet a condition, all of several filters, or any of them. */
export type RecordFilter = FilterCondition | { all: RecordFilter[] } | { any: RecordFilter[] };

const some = () => z.array(z.lazy(() => recordFilter)).min(1);

export const recordFilter: z.ZodType<RecordFilter> = z.union([
  filterCondition,
  z.strictObject({ all: some() }),
  z.strictObject({ any: some() }),
]);

/** The names of the fields that it asks about, each once. */
export function fieldsOfFilter(filter: RecordFilter): string[] {
  if ("field" in filter) return [filter.field];
  const parts = "all" in filter ? filter.all : filter.any;
  return [...new Set(parts.flatMap(fieldsOfFilter))];
}
