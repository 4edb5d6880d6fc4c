import { z } from "zod";
import type { StoredRecord } from "../core/record-store.ts";
import type { HubspotProperty } from "./hubspot-properties.ts";
import { propertyOf } from "./hubspot-records.ts";
import { instantMs } from "./hubspot-values.ts";

const text = z.union([z.string(), z.number()]).transform(String);

export const searchFilter = z.object({
  propertyName: z.string(),
  operator: z.string(),
  value: text.nullish(),
  highValue: text.nullish(),
  values: z.array(text).nullish(),
});
export type SearchFilter = z.infer<typeof searchFilter>;

type Comparable = string | number;
type Matches = (record: StoredRecord) => boolean;

/** A filter as a function of a record; a text says why it is none. */
export function compileFilter(
  filter: SearchFilter,
  property: HubspotProperty | undefined,
): Matches | string {
  const { propertyName, operator } = filter;
  const read = reader(propertyName, property);
  const hasValue: Matches = (record) => read(record) !== undefined;
  if (operator === "HAS_PROPERTY" || operator === "NOT_HAS_PROPERTY") {
    if (filter.value != null) return `${operator} takes no value`;
    return operator === "HAS_PROPERTY" ? hasValue : (record) => !hasValue(record);
  }
  const operands = operandsOf(filter, property);
  if (typeof operands === "string") return operands;
  const compare = comparisons[operator];
  if (!compare) return `${operator} is no operator`;
  // A record without a value is not equal to anything, and so it is matched by what excludes a value.
  const isExclusion = operator === "NEQ" || operator.startsWith("NOT_");
  return (record) => {
    const value = read(record);
    return value === undefined ? isExclusion : compare(value, operands);
  };
}

/** What a record's value is compared with; a text says why there is nothing. */
export function operandsOf(
  { operator, value, highValue, values }: SearchFilter,
  property: HubspotProperty | undefined,
): Comparable[] | string {
  const isList = operator === "IN" || operator === "NOT_IN";
  const given = isList ? values : operator === "BETWEEN" ? [value, highValue] : [value];
  if (!given || given.length === 0) return `${operator} needs values`;
  const operands: Comparable[] = [];
  for (const one of given) {
    if (one === null || one === undefined) return `${operator} needs a value`;
    const operand = isList ? listed(one, property) : comparable(one, property);
    if (operand === undefined) return `${one} is no ${property?.type ?? "value"}`;
    operands.push(operand);
  }
  return operands;
}

/** A list is compared letter by letter with text in lower case: what is in upper case is never found. */
function listed(value: string, property: HubspotProperty | undefined): Comparable | undefined {
  return property?.type === "string" ? value : comparable(value, property);
}

const comparisons: Readonly<
  Record<string, (value: Comparable, operands: readonly Comparable[]) => boolean>
> = {
  EQ: (value, [operand]) => value === operand,
  NEQ: (value, [operand]) => value !== operand,
  LT: (value, [operand]) => operand !== undefined && value < operand,
  LTE: (value, [operand]) => operand !== undefined && value <= operand,
  GT: (value, [operand]) => operand !== undefined && value > operand,
  GTE: (value, [operand]) => operand !== undefined && value >= operand,
  BETWEEN: (value, [low, high]) =>
    low !== undefined && high !== undefined && value >= low && value <= high,
  IN: (value, operands) => operands.includes(value),
  NOT_IN: (value, operands) => !operands.includes(value),
  CONTAINS_TOKEN: (value, [operand]) => hasToken(value, operand),
  NOT_CONTAINS_TOKEN: (value, [operand]) => !hasToken(value, operand),
};

function hasToken(value: Comparable, operand: Comparable | undefined): boolean {
  const token = String(operand).replaceAll("*", "");
  return String(value).includes(token);
}

/** Text is compared without regard to case; numbers and times as numbers. */
function comparable(value: string, property: HubspotProperty | undefined): Comparable | undefined {
  if (property?.type === "datetime" || property?.type === "date") return instantMs(value);
  if (property?.type === "number") return /^-?[\d.]+$/.test(value) ? Number(value) : undefined;
  return value.toLowerCase();
}

function reader(
  name: string,
  property: HubspotProperty | undefined,
): (record: StoredRecord) => Comparable | undefined {
  if (name === "hs_object_id") return ({ id }) => Number(id);
  if (name === "createdate") return ({ createdAtMs }) => createdAtMs;
  if (name === "hs_lastmodifieddate" || name === "lastmodifieddate") {
    return ({ modifiedAtMs }) => modifiedAtMs;
  }
  return (record) => {
    const value = propertyOf(record, name);
    return value === null || value === "" ? undefined : comparable(value, property);
  };
}
