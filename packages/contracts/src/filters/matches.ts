import type { FieldValues } from "../record.ts";
import { comparableOf, compare, startOfDay } from "./comparable.ts";
import { idField } from "./filter-operators.ts";
import type { FilterCondition, RecordFilter } from "./record-filter.ts";

/** What a filter can ask of a record. */
export interface FilterSubject {
  id: string;
  /** What people own, and our outputs, as they were last read. */
  fields: FieldValues;
  outputs: FieldValues;
  /**
   * By output: the definition under which it was last asked for, if it ever was; null: one from before
   * definitions were released.
   */
  askedUnder: Readonly<Record<string, string | null>>;
  /** By output: the definition that is released now. */
  released: Readonly<Record<string, string>>;
  /** By output: when a person last changed what we wrote. */
  correctedAt: Readonly<Record<string, string>>;
}

/**
 * Whether a record is one that the filter means: its definition, which every query is held to. Text is
 * compared as it stands, with its case. A value that is absent or empty is blank: not equal to anything,
 * and neither less nor greater.
 */
export function matches(filter: RecordFilter, record: FilterSubject): boolean {
  if ("all" in filter) return filter.all.every((one) => matches(one, record));
  if ("any" in filter) return filter.any.some((one) => matches(one, record));
  return meets(filter, record);
}

function textOf(field: string, { id, fields, outputs }: FilterSubject): string {
  if (field === idField) return id;
  return (Object.hasOwn(outputs, field) ? outputs[field] : fields[field]) ?? "";
}

function meets({ field, is, values }: FilterCondition, record: FilterSubject): boolean {
  const [first = "", second = ""] = values;
  const value = textOf(field, record);
  switch (is) {
    case "equals":
    case "anyOf":
      return values.includes(value);
    case "notEquals":
      return value !== first;
    case "contains":
      return value.includes(first);
    case "startsWith":
      return value.startsWith(first);
    case "less":
      return order(value, first, (sign) => sign < 0);
    case "atMost":
      return order(value, first, (sign) => sign <= 0);
    case "greater":
      return order(value, first, (sign) => sign > 0);
    case "atLeast":
      return order(value, first, (sign) => sign >= 0);
    case "between":
      return order(value, first, (sign) => sign >= 0) && order(value, second, (sign) => sign <= 0);
    case "blank":
      return value === "";
    case "notBlank":
      return value !== "";
    case "outdated":
      return isOutdated(field, record);
    case "correctedSince":
      return isCorrectedSince(record.correctedAt[field], first);
    default:
      return is satisfies never;
  }
}

function isOutdated(field: string, { askedUnder, released }: FilterSubject): boolean {
  const [asked, now] = [askedUnder[field], released[field]];
  return asked !== undefined && now !== undefined && asked !== now;
}

function isCorrectedSince(at: string | undefined, since: string): boolean {
  return at !== undefined && at >= (since.length === 10 ? since + startOfDay : since);
}

function order(value: string, to: string, holds: (sign: number) => boolean): boolean {
  const [left, right] = [comparableOf(value), comparableOf(to)];
  const sign = left && right && compare(left, right);
  return sign !== undefined && holds(sign);
}
