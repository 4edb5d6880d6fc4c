import type { FilterCondition, RecordFilter } from "@fieldwork/contracts";

/** A filter in the words of a CRM. It finds at least what matches; `isExact`: and nothing else. */
export interface Lowered<Query> {
  query: Query;
  isExact: boolean;
}

export interface Lowering<Query> {
  /** Undefined: the CRM cannot be asked for it, or not without the risk of missing a record. */
  condition(condition: FilterCondition): Lowered<Query> | undefined;
  /** Undefined: together they are more than the CRM takes. */
  both(one: Query, other: Query): Query | undefined;
  either(one: Query, other: Query): Query | undefined;
}

/**
 * A filter as far as a CRM can be asked for it: undefined if it cannot narrow anything. What cannot be
 * asked, or does not fit any more, is left out where that finds more, never where it would find less. Pure.
 */
export function lower<Query>(
  filter: RecordFilter,
  lowering: Lowering<Query>,
): Lowered<Query> | undefined {
  if ("field" in filter) return lowering.condition(filter);
  return "all" in filter ? lowerAll(filter.all, lowering) : lowerAny(filter.any, lowering);
}

function lowerAll<Query>(
  parts: readonly RecordFilter[],
  lowering: Lowering<Query>,
): Lowered<Query> | undefined {
  let lowered: Lowered<Query> | undefined;
  let isWhole = true;
  for (const part of parts) {
    const one = lower(part, lowering);
    const query = one && lowered ? lowering.both(lowered.query, one.query) : one?.query;
    if (one === undefined || query === undefined) isWhole = false;
    else lowered = { query, isExact: one.isExact && lowered?.isExact !== false };
  }
  return lowered && { ...lowered, isExact: lowered.isExact && isWhole };
}

function lowerAny<Query>(
  parts: readonly RecordFilter[],
  lowering: Lowering<Query>,
): Lowered<Query> | undefined {
  let lowered: Lowered<Query> | undefined;
  for (const part of parts) {
    const one = lower(part, lowering);
    const query = one && lowered ? lowering.either(lowered.query, one.query) : one?.query;
    if (one === undefined || query === undefined) return undefined;
    lowered = { query, isExact: one.isExact && lowered?.isExact !== false };
  }
  return lowered;
}

// Floating point holds any decimal of so many digits.
const mostDigits = 15;

/** A decimal that a CRM reads as we do; undefined if it may not. Pure. */
export function isPlainDecimal(value: string): boolean {
  const digits = value.replace(/^-/, "").replace(".", "");
  return /^-?\d+(\.\d+)?$/.test(value) && digits.length <= mostDigits;
}

/** The day of a date or a time in UTC, and the instant; undefined if it is neither. Pure. */
export function momentOf(value: string): { day: string; instant: string } | undefined {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value);
  const instant = isDay ? `${value}T00:00:00.000Z` : value;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(instant) ? Date.parse(instant) : NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== instant) return undefined;
  return { day: instant.slice(0, 10), instant };
}
