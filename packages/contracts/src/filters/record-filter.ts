import { z } from "zod";
import { isCalendarDate } from "../calendar-date.ts";
import { comparableOf } from "./comparable.ts";
import {
  type FilterOperator,
  filterOperators,
  idField,
  idOperators,
  orderingOperators,
} from "./filter-operators.ts";

const maxIds = 10_000;
const maxValues = 500;

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
    values: z.array(filterValue).max(maxIds),
  })
  .refine(
    ({ is, values }) => fits[filterOperators[is]](values.length),
    "has too few or many values",
  )
  .refine(
    ({ field, values }) => field === idField || values.length <= maxValues,
    `has more than ${maxValues} values`,
  )
  .refine(
    ({ field, is }) => field !== idField || idOperators.has(is),
    "ids are only compared by =, != and in",
  )
  .refine(
    ({ is, values }) => !orderingOperators.has(is) || ordered(values),
    "compares numbers, or dates as 2026-03-01 or 2026-03-01T09:30:00.000Z",
  )
  .refine(
    ({ is, values }) => is !== "correctedSince" || values.every((one) => kindOf(one) === "time"),
    "wants a date as 2026-03-01 or a time as 2026-03-01T09:30:00.000Z",
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

const some = () => z.array(z.lazy(() => partOfFilter)).min(1);

const partOfFilter: z.ZodType<RecordFilter> = z.union([
  filterCondition,
  z.strictObject({ all: some() }),
  z.strictObject({ any: some() }),
]);

/** Matches every record; only a whole filter may say so. */
export const everyRecord: RecordFilter = { all: [] };

export const recordFilter: z.ZodType<RecordFilter> = z
  .union([partOfFilter, z.strictObject({ all: z.array(z.never()).max(0) })])
  .meta({ id: "RecordFilter" });

/** Every condition of it, in order. */
export function conditionsOf(filter: RecordFilter): FilterCondition[] {
  if ("field" in filter) return [filter];
  return ("all" in filter ? filter.all : filter.any).flatMap(conditionsOf);
}

/**
 * A filter that matches at least what this one does, and asks only what `keep` keeps of each condition:
 * undefined leaves it out. Undefined if nothing is left. Pure.
 */
export function widened(
  filter: RecordFilter,
  keep: (condition: FilterCondition) => RecordFilter | undefined,
): RecordFilter | undefined {
  if ("field" in filter) return keep(filter);
  if ("all" in filter) {
    const all = filter.all.flatMap((one) => widened(one, keep) ?? []);
    return all.length > 0 ? { all } : undefined;
  }
  const any = filter.any.map((one) => widened(one, keep));
  const kept = any.filter((one) => one !== undefined);
  return kept.length === any.length ? { any: kept } : undefined;
}
