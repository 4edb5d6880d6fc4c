import {
  decimalOf,
  type FilterCondition,
  type FilterOperator,
  isCalendarDate,
  orderingOperators,
} from "@fieldwork/contracts";

interface TypeRule {
  /** What its values look like, for people. */
  wanted: string;
  /** Undefined: any text. */
  isValue?: (value: string) => boolean;
  hasOrder: boolean;
}

const text: TypeRule = { wanted: "text", hasOrder: false };
const number: TypeRule = {
  ...{ wanted: "a number such as 50 or 50.25", hasOrder: true },
  isValue: (value) => decimalOf(value) === value,
};
const isTime = (value: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && isCalendarDate(value.slice(0, 10));

/** By the types that `mapping.yaml` and definitions know; of any other, every text is a value. */
const rules: Readonly<Record<string, TypeRule>> = {
  number,
  integer: {
    ...{ wanted: "a whole number such as 50", hasOrder: true },
    isValue: (value) => /^-?\d+$/.test(value) && decimalOf(value) === value,
  },
  boolean: {
    wanted: "true or false",
    hasOrder: false,
    isValue: (value) => /^(true|false)$/.test(value),
  },
  date: { wanted: "a date such as 2026-03-01", hasOrder: true, isValue: isCalendarDate },
  time: {
    ...{ wanted: "a time such as 2026-03-01T09:30:00.000Z", hasOrder: true, isValue: isTime },
  },
};

const textOperators: ReadonlySet<FilterOperator> = new Set(["contains", "startsWith"]);

/** Why a condition does not fit the type of its field; undefined if it does. Pure. */
export function typeProblem(
  { is, values }: FilterCondition,
  { name, type }: { name: string; type: string },
): string | undefined {
  const { wanted, isValue, hasOrder } = rules[type] ?? text;
  const isOrdering = orderingOperators.has(is);
  if (isOrdering && !hasOrder) {
    return `${name} is ${type}, which has no order. Compare it with =, in, contains or is blank`;
  }
  if (textOperators.has(is) && isValue !== undefined) {
    return `${name} is ${type}, not text. Compare it with =, ${hasOrder ? "<, >, between" : "!="} or is blank`;
  }
  // The order of dates and times is one: each is compared with the other.
  const fits = isOrdering && hasOrder && type !== "number" && type !== "integer" ? isDay : isValue;
  const strange = fits && values.find((value) => !fits(value));
  if (strange === undefined) return undefined;
  const shorter = decimalOf(strange);
  const isNumber = rules[type]?.isValue?.(shorter ?? "") === true;
  const remedy = shorter !== undefined && isNumber ? `Write ${shorter}` : `Write ${wanted}`;
  return `${name} is ${type}, and never ${JSON.stringify(strange)}. ${remedy}`;
}

function isDay(value: string): boolean {
  return isCalendarDate(value) || isTime(value);
}
