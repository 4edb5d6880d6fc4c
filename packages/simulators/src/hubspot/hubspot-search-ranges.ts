import { operandsOf, type SearchFilter } from "./hubspot-filters.ts";
import type { HubspotProperty } from "./hubspot-properties.ts";

/** A stretch of an order: it holds of its values that they are both. */
export interface Range {
  /** False of all that come before the stretch. */
  isFrom(value: number): boolean;
  /** False of all that come after it. */
  isUpTo(value: number): boolean;
}

/** The orders in which the index keeps records: by id, or by when they were changed, then by id. */
export type IndexOrder = "id" | "modified";

/** What a search asks of both orders: what it finds is within both. */
export interface SearchRanges extends Record<IndexOrder, Range> {
  /** The orders that it asks something of. */
  asked: ReadonlySet<IndexOrder>;
  /** Whether it asks nothing else. */
  areAll: boolean;
}

const orders: Readonly<Record<string, IndexOrder>> = {
  hs_object_id: "id",
  hs_lastmodifieddate: "modified",
  lastmodifieddate: "modified",
};

export function orderOf(property: string): IndexOrder | undefined {
  return orders[property];
}

/** Of filters that all have to hold. */
export function rangesOf(
  filters: readonly SearchFilter[],
  property: (name: string) => HubspotProperty | undefined,
): SearchRanges {
  const ranges: Record<IndexOrder, Range> = { id: everything, modified: everything };
  const asked = new Set<IndexOrder>();
  let areAll = true;
  for (const filter of filters) {
    const order = orderOf(filter.propertyName);
    const range = rangeOf(filter, property(filter.propertyName));
    if (order === undefined || range === undefined) areAll = false;
    else {
      asked.add(order);
      ranges[order] = within(ranges[order], range);
    }
  }
  return { ...ranges, asked, areAll };
}

const everything: Range = { isFrom: () => true, isUpTo: () => true };

function within(one: Range, other: Range): Range {
  return {
    isFrom: (value) => one.isFrom(value) && other.isFrom(value),
    isUpTo: (value) => one.isUpTo(value) && other.isUpTo(value),
  };
}

/** Undefined of what is no stretch, as all that is not equal to something. */
function rangeOf(filter: SearchFilter, property: HubspotProperty | undefined): Range | undefined {
  const operands = operandsOf(filter, property);
  if (typeof operands === "string") return undefined;
  const [low, high = low] = operands;
  if (typeof low !== "number" || typeof high !== "number") return undefined;
  switch (filter.operator) {
    case "GT":
      return { ...everything, isFrom: (value) => value > low };
    case "GTE":
      return { ...everything, isFrom: (value) => value >= low };
    case "LT":
      return { ...everything, isUpTo: (value) => value < low };
    case "LTE":
      return { ...everything, isUpTo: (value) => value <= low };
    case "EQ":
    case "BETWEEN":
      return { isFrom: (value) => value >= low, isUpTo: (value) => value <= high };
    default:
      return undefined;
  }
}
