import type { FieldValues } from "../record.ts";
import { comparableOf, compare } from "./comparable.ts";
import type { FilterCondition, RecordFilter } from "./record-filter.ts";

/**
 * Whether a record with these canonical values is one that the filter means: its definition, which the
 * queries are held to. Text is compared as it stands, with its case. A value that is absent or empty is
 * blank: not equal to anything, and neither less nor greater.
 */
export function matches(filter: RecordFilter, values: FieldValues): boolean {
  if ("all" in filter) return filter.all.every((one) => matches(one, values));
  if ("any" in filter) return filter.any.some((one) => matches(one, values));
  return meets(filter, values[filter.field] ?? "");
}

function meets({ is, values }: FilterCondition, value: string): boolean {
  const [first = "", second = ""] = values;
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
    default:
      return is satisfies never;
  }
}

function order(value: string, to: string, holds: (sign: number) => boolean): boolean {
  const [left, right] = [comparableOf(value), comparableOf(to)];
  const sign = left && right && compare(left, right);
  return sign !== undefined && holds(sign);
}
