import type { StoredRecord } from "../core/record-store.ts";
import { SalesforceRefusal } from "./salesforce-errors.ts";
import { isFilterable, type SalesforceField } from "./salesforce-fields.ts";
import { fullId } from "./salesforce-ids.ts";
import { fieldValue } from "./salesforce-records.ts";
import type { SoqlCondition, SoqlOrder, SoqlQuery } from "./soql-parser.ts";
import type { SoqlValue } from "./soql-tokens.ts";

export type FindField = (name: string) => SalesforceField | undefined;

export interface RunSubject {
  records: Iterable<StoredRecord>;
  field: FindField;
  /** Whether deleted records are among the results. */
  isAll: boolean;
}

const maxOffset = 2000;

/**
 * The records that a query finds, in its order.
 *
 * @throws SalesforceRefusal `INVALID_FIELD` and what else is wrong with the query.
 */
export function runSoql(query: SoqlQuery, { records, field, isAll }: RunSubject): StoredRecord[] {
  for (const { name, at } of query.fields) requireField(query, { name, at }, field);
  const matches = query.where ? compile(query, query.where, field) : () => true;
  const compare = compileOrder(query, field);
  if (query.offset > maxOffset) {
    throw new SalesforceRefusal(400, {
      code: "NUMBER_OUTSIDE_VALID_RANGE",
      message: "Maximum SOQL offset allowed is 2000",
    });
  }
  const found: StoredRecord[] = [];
  for (const record of records) {
    if ((isAll || record.deletedAtMs === null) && matches(record)) found.push(record);
  }
  if (compare) found.sort(compare);
  const end = query.limit === undefined ? undefined : query.offset + query.limit;
  return query.offset === 0 && end === undefined ? found : found.slice(query.offset, end);
}

export function requireField(
  { soql, object }: SoqlQuery,
  { name, at }: { name: string; at: number },
  find: FindField,
): SalesforceField {
  const field = find(name);
  if (field) return field;
  const message = `\n${soql}\n${" ".repeat(Math.min(at, 60))}^\nERROR at Row:1:Column:${at + 1}\nNo such column '${name}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw new SalesforceRefusal(400, { code: "INVALID_FIELD", message });
}

function requireUsable(
  query: SoqlQuery,
  { name, at, use }: { name: string; at: number; use: "filtered" | "sorted" },
  find: FindField,
): SalesforceField {
  const field = requireField(query, { name, at }, find);
  if (isFilterable(field)) return field;
  const message = `field '${field.name}' can not be ${use} in a query call`;
  throw new SalesforceRefusal(400, { code: "INVALID_FIELD", message });
}

type Matches = (record: StoredRecord) => boolean;
type Key = string | number | boolean | null;

function compile(query: SoqlQuery, condition: SoqlCondition, find: FindField): Matches {
  switch (condition.kind) {
    case "and": {
      const all = condition.conditions.map((one) => compile(query, one, find));
      return (record) => all.every((matches) => matches(record));
    }
    case "or": {
      const any = condition.conditions.map((one) => compile(query, one, find));
      return (record) => any.some((matches) => matches(record));
    }
    case "not": {
      const matches = compile(query, condition.condition, find);
      return (record) => !matches(record);
    }
    case "compare":
      return compileComparison(query, condition, find);
    default:
      return condition satisfies never;
  }
}

function compileComparison(
  query: SoqlQuery,
  { field: name, operator, values, at }: Extract<SoqlCondition, { kind: "compare" }>,
  find: FindField,
): Matches {
  const field = requireUsable(query, { name, at, use: "filtered" }, find);
  const read = keyReader(field);
  if (operator === "LIKE") {
    const pattern = likePattern(values[0]);
    return (record) => pattern.test(String(read(record) ?? ""));
  }
  const operands = values.map((value) => operandOf(field, value));
  if (operator === "IN" || operator === "NOT IN") {
    const wanted = new Set(operands);
    return (record) => wanted.has(read(record)) === (operator === "IN");
  }
  const [operand = null] = operands;
  if (operator === "=") return (record) => read(record) === operand;
  if (operator === "!=") return (record) => read(record) !== operand;
  const isWanted = orderings[operator];
  return (record) => {
    const key = read(record);
    return key !== null && operand !== null && (isWanted?.(compareKeys(key, operand)) ?? false);
  };
}

const orderings: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** What a value is compared by: text without regard to case, ids as they are, times as milliseconds. */
function keyReader(field: SalesforceField): (record: StoredRecord) => Key {
  switch (field.name) {
    case "Id":
      return ({ id }) => id;
    case "SystemModstamp":
      return ({ modifiedAtMs }) => modifiedAtMs;
    case "LastModifiedDate":
      return ({ savedAtMs }) => savedAtMs;
    case "CreatedDate":
      return ({ createdAtMs }) => createdAtMs;
    default:
      return (record) => keyOf(field, fieldValue(record, field));
  }
}

function keyOf({ type }: SalesforceField, value: unknown): Key {
  if (value === null || value === undefined) return null;
  if (type === "date" || type === "datetime") {
    return Date.parse(String(value).replace("+0000", "Z"));
  }
  if (typeof value === "number" || typeof value === "boolean") return value;
  return type === "reference" ? String(value) : String(value).toLowerCase();
}

function operandOf(field: SalesforceField, value: SoqlValue): Key {
  if (value.type === "null") return null;
  const isTime = field.type === "datetime" || field.type === "date";
  const isNumber = field.type === "int" || field.type === "double" || field.type === "currency";
  const wanted = isTime ? ["time", "date"] : [isNumber ? "number" : textOrBoolean(field)];
  if (!wanted.includes(value.type)) {
    const message = `value of filter criterion for field '${field.name}' must be of type ${field.type} and should ${isTime || isNumber ? "not " : ""}be enclosed in quotes`;
    throw new SalesforceRefusal(400, { code: "INVALID_FIELD", message });
  }
  if (field.type === "id" || field.type === "reference") return idOperand(String(value.value));
  return typeof value.value === "string" ? value.value.toLowerCase() : value.value;
}

function textOrBoolean({ type }: SalesforceField): string {
  return type === "boolean" ? "boolean" : "string";
}

function idOperand(text: string): string {
  const id = fullId(text);
  if (id !== undefined) return id;
  const message = `invalid ID field: ${text}`;
  throw new SalesforceRefusal(400, { code: "INVALID_QUERY_FILTER_OPERATOR", message });
}

function likePattern(value: SoqlValue | undefined): RegExp {
  if (value?.type !== "string") {
    throw new SalesforceRefusal(400, { code: "MALFORMED_QUERY", message: "LIKE needs a string" });
  }
  const source = value.value.replace(/\\([%_])|[%_]|[^%_\\]+|\\/g, (part, escaped: string) => {
    if (escaped !== undefined) return escaped;
    if (part === "%") return "[^]*";
    if (part === "_") return "[^]";
    return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "i");
}

function compileOrder(
  query: SoqlQuery,
  find: FindField,
): ((a: StoredRecord, b: StoredRecord) => number) | undefined {
  const orders = query.orderBy.map((order) => compileOneOrder(query, order, find));
  if (orders.length === 0) return undefined;
  return (a, b) => {
    for (const compare of orders) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function compileOneOrder(
  query: SoqlQuery,
  { field: name, isDescending, isNullsLast, at }: SoqlOrder,
  find: FindField,
): (a: StoredRecord, b: StoredRecord) => number {
  const read = keyReader(requireUsable(query, { name, at, use: "sorted" }, find));
  const direction = isDescending ? -1 : 1;
  const nulls = isNullsLast ? 1 : -1;
  return (a, b) => {
    const left = read(a);
    const right = read(b);
    if (left === right) return 0;
    if (left === null) return nulls;
    if (right === null) return -nulls;
    return direction * compareKeys(left, right);
  };
}

function compareKeys(a: Key, b: Key): number {
  if (a === b || a === null || b === null) return 0;
  return a < b ? -1 : 1;
}
