import { decimalOf, type FilterCondition, idField, type RecordFilter } from "@fieldwork/contracts";
import type { OutputField } from "../crm-adapter.ts";
import type { FieldType } from "../mapping/mapping.ts";
import { isPlainDecimal, type Lowered, lower, momentOf } from "../matching/lowered.ts";
import { askedOfRecord } from "../matching/value-filter.ts";
import {
  type SalesforceField,
  type SalesforceObject,
  type SalesforceSchema,
  salesforceName,
} from "./salesforce-fields.ts";
import { salesforceId } from "./salesforce-id.ts";
import { soqlLike, soqlText } from "./salesforce-soql.ts";

export interface SalesforceFilterContext {
  read: SalesforceObject;
  outputs: readonly OutputField[];
  schema: SalesforceSchema;
}

/** A query is part of a URL, of which Salesforce reads some 16,000 characters, and fields take theirs. */
const maxWhereChars = 3000;
const maxListed = 200;
const maxLiteralChars = 255;

type Soql = Lowered<string>;

/** The condition of a query that finds what may match; undefined if all records may. Pure. */
export function soqlFilter(
  filter: RecordFilter,
  context: SalesforceFilterContext,
): Soql | undefined {
  return lower(filter, {
    condition: (condition) => soqlCondition(condition, context),
    both: (one, other) => fitting(`(${one} AND ${other})`),
    either: (one, other) => fitting(`(${one} OR ${other})`),
  });
}

/** The end of a query, with a blank before it, for what may match behind an id; empty if all records may. Pure. */
export function soqlWhere(
  filter: RecordFilter,
  { after, of }: { after: string | null; of: SalesforceFilterContext },
): string {
  const asked = soqlFilter(askedOfRecord(filter), of);
  const conditions = [
    ...(after === null ? [] : [`Id > ${soqlText(after)}`]),
    ...(asked === undefined ? [] : [asked.query]),
  ];
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

function fitting(soql: string): string | undefined {
  return encodeURIComponent(soql).length <= maxWhereChars ? soql : undefined;
}

function soqlCondition(
  condition: FilterCondition,
  context: SalesforceFilterContext,
): Soql | undefined {
  if (condition.field === idField) return idCondition(condition);
  const found = fieldsOf(condition.field, context);
  if (found === undefined) return undefined;
  const { type, fields } = found;
  // Of several the first that is set counts: which one that is, no condition says.
  const isSingle = fields.length === 1;
  const each = fields.map((field) => oneField(condition, { type, field }));
  const isOfAll = condition.is === "blank" || condition.is === "notBlank";
  const word = condition.is === "blank" ? " AND " : " OR ";
  const known = each.filter((one) => one !== undefined);
  if (known.length < each.length) return undefined;
  const soql = known.map(({ query }) => query).join(word);
  const query = fitting(isSingle ? soql : `(${soql})`);
  const isExact = known.every((one) => one.isExact) && (isSingle || isOfAll);
  return query === undefined ? undefined : { query, isExact };
}

function idCondition({ is, values }: FilterCondition): Soql | undefined {
  const ids = values.flatMap((value) => salesforceId(value) ?? []);
  if (is === "notEquals" || ids.length === 0 || ids.length > maxListed) return undefined;
  const query = fitting(`Id IN (${ids.map(soqlText).join(", ")})`);
  return query === undefined ? undefined : { query, isExact: ids.length === values.length };
}

/** What the values of a canonical field come from; undefined if a query cannot tell. */
function fieldsOf(
  name: string,
  { read, outputs, schema }: SalesforceFilterContext,
): { type: FieldType | "output"; fields: SalesforceField[] } | undefined {
  const mapped = read.fields.find(({ field }) => field === name);
  const isOutput = outputs.some(({ field }) => field === name);
  if ((mapped === undefined) === !isOutput) return undefined;
  const names = mapped?.from ?? [salesforceName(name)];
  const fields = names.flatMap((one) => schema.find(one) ?? []);
  const isAskable = fields.length > 0 && fields.every(({ filterable }) => filterable !== false);
  return isAskable ? { type: mapped?.type ?? "output", fields } : undefined;
}

const textTypes = new Set(["string", "textarea", "picklist", "phone", "email", "url"]);
const numberTypes = new Set(["int", "double", "currency", "percent"]);
const asTheyStand: ReadonlySet<string> = new Set(["text", "choice", "url", "email"]);

interface FieldOfType {
  type: FieldType | "output";
  field: SalesforceField;
}

function oneField(condition: FilterCondition, of: FieldOfType): Soql | undefined {
  const { type, field } = of;
  if (condition.is === "blank" || condition.is === "notBlank") return blankness(condition, of);
  if (textTypes.has(field.type) && asTheyStand.has(type)) return textCondition(condition, field);
  if (numberTypes.has(field.type) && (type === "number" || type === "integer")) {
    return numberCondition(condition, field);
  }
  if (field.type === "boolean" && (type === "boolean" || type === "text")) {
    return booleanCondition(condition, field);
  }
  if (field.type === "date" && (type === "date" || type === "text")) {
    return timeCondition(condition, { field, keep: "day" });
  }
  if (field.type === "datetime" && type === "time") {
    return timeCondition(condition, { field, keep: "instant" });
  }
  return undefined;
}

/** A website without a domain is blank to us; a checkbox is never blank. */
function blankness({ is }: FilterCondition, { type, field }: FieldOfType): Soql | undefined {
  if (field.type === "boolean" || (type === "domain" && is === "blank")) return undefined;
  const query = `${field.name} ${is === "blank" ? "=" : "!="} null`;
  return { query, isExact: type !== "domain" };
}

/** Salesforce compares without regard to case, so that what must not be equal cannot be asked for. */
function textCondition(
  { is, values }: FilterCondition,
  { name }: SalesforceField,
): Soql | undefined {
  const [first = ""] = values;
  if (values.length > maxListed || values.some((one) => one.length > maxLiteralChars)) {
    return undefined;
  }
  switch (is) {
    case "equals":
      return { query: `${name} = ${soqlText(first)}`, isExact: false };
    case "anyOf":
      return { query: `${name} IN (${values.map(soqlText).join(", ")})`, isExact: false };
    case "contains":
    case "startsWith": {
      const like = soqlLike(first, is);
      return like === undefined ? undefined : { query: `${name} LIKE ${like}`, isExact: false };
    }
    default:
      return undefined;
  }
}

const comparisons: Readonly<Record<string, string>> = {
  ...{ equals: "=", less: "<", atMost: "<=", greater: ">", atLeast: ">=" },
};
// What a whole number holds in Salesforce.
const maxInt = 2_147_483_647;

function numberCondition(
  { is, values }: FilterCondition,
  { name, type }: SalesforceField,
): Soql | undefined {
  const fits = (value: string) =>
    isPlainDecimal(value) && (type !== "int" || Math.abs(Number(value)) <= maxInt);
  if (!values.every(fits)) return undefined;
  const [first = "", second = ""] = values;
  // Equal is what is written alike: 50.0 is no value that we have.
  const isWritten = values.every((value) => decimalOf(value) === value);
  if (is === "anyOf") return { query: `${name} IN (${values.join(", ")})`, isExact: isWritten };
  if (is === "between") {
    return { query: `(${name} >= ${first} AND ${name} <= ${second})`, isExact: true };
  }
  const sign = comparisons[is];
  if (sign === undefined) return undefined;
  return { query: `${name} ${sign} ${first}`, isExact: is !== "equals" || isWritten };
}

function booleanCondition(
  { is, values }: FilterCondition,
  { name }: SalesforceField,
): Soql | undefined {
  const isPlain = values.every((value) => value === "true" || value === "false");
  if (!isPlain || (is !== "equals" && is !== "anyOf")) return undefined;
  const any = [...new Set(values)].map((value) => `${name} = ${value}`).join(" OR ");
  return { query: `(${any})`, isExact: true };
}

/** Bounds belong to what they bound: a day holds every instant of it. */
function timeCondition(
  { is, values }: FilterCondition,
  { field: { name }, keep }: { field: SalesforceField; keep: "day" | "instant" },
): Soql | undefined {
  const moments = values.map(momentOf).filter((one) => one !== undefined);
  const literals = moments.filter(isInRange).map((one) => one[keep]);
  if (literals.length < values.length) return undefined;
  const [first = "", second = ""] = literals;
  const isWritten = literals.every((literal, index) => literal === values[index]);
  switch (is) {
    case "equals":
      return { query: `${name} = ${first}`, isExact: isWritten };
    case "anyOf":
      return { query: `${name} IN (${literals.join(", ")})`, isExact: isWritten };
    case "less":
    case "atMost":
      return { query: `${name} <= ${first}`, isExact: isWritten && is === "atMost" };
    case "greater":
    case "atLeast":
      return { query: `${name} >= ${first}`, isExact: isWritten && is === "atLeast" };
    case "between":
      return { query: `(${name} >= ${first} AND ${name} <= ${second})`, isExact: isWritten };
    default:
      return undefined;
  }
}

/** The years that Salesforce knows. */
function isInRange({ day }: { day: string }): boolean {
  return day >= "1700" && day < "4000";
}
