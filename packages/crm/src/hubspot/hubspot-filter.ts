import { decimalOf, type FilterCondition, idField, type RecordFilter } from "@fieldwork/contracts";
import type { OutputField } from "../crm-adapter.ts";
import type { FieldType } from "../mapping/mapping.ts";
import { isPlainDecimal, type Lowered, lower, momentOf } from "../matching/lowered.ts";
import {
  type HubspotObject,
  type HubspotProperty,
  type HubspotSchema,
  hubspotName,
} from "./hubspot-fields.ts";

export interface HubspotFilterContext {
  read: HubspotObject;
  outputs: readonly OutputField[];
  schema: HubspotSchema;
}

export type HubspotOperator =
  | "EQ"
  | "LTE"
  | "GTE"
  | "BETWEEN"
  | "IN"
  | "HAS_PROPERTY"
  | "NOT_HAS_PROPERTY";

export interface HubspotFilter {
  propertyName: string;
  operator: HubspotOperator;
  value?: string;
  highValue?: string;
  values?: string[];
}

/** Any of the groups, and all of each. */
export type HubspotGroups = readonly (readonly HubspotFilter[])[];

// HubSpot's pages disagree on what a search takes, and these are the lower numbers. The place where reading
// goes on is one more filter in each group.
const limits = { groups: 5, filtersOfGroup: 5, filters: 13, chars: 2000, listed: 100 };
const maxTextChars = 200;

type Groups = Lowered<HubspotGroups>;

/** The groups of filters that find what may match; undefined if all records may. Pure. */
export function hubspotFilter(
  filter: RecordFilter,
  context: HubspotFilterContext,
): Groups | undefined {
  return lower<HubspotGroups>(filter, {
    condition: (condition) => hubspotCondition(condition, context),
    both: (some, others) =>
      fitting(some.flatMap((one) => others.map((other) => [...one, ...other]))),
    either: (some, others) => fitting([...some, ...others]),
  });
}

function fitting(groups: HubspotGroups): HubspotGroups | undefined {
  const filters = groups.reduce((sum, group) => sum + group.length, 0);
  const fits =
    groups.length <= limits.groups &&
    filters <= limits.filters &&
    groups.every((group) => group.length <= limits.filtersOfGroup && isDistinct(group)) &&
    JSON.stringify(groups).length <= limits.chars;
  return fits ? groups : undefined;
}

/** HubSpot takes one filter for each property in a group. */
function isDistinct(group: readonly HubspotFilter[]): boolean {
  return new Set(group.map(({ propertyName }) => propertyName)).size === group.length;
}

function hubspotCondition(
  condition: FilterCondition,
  context: HubspotFilterContext,
): Groups | undefined {
  const found = propertiesOf(condition.field, context);
  if (found === undefined) return undefined;
  const { type, properties } = found;
  const each = properties.map((property) => oneProperty(condition, { type, property }));
  const known = each.filter((one) => one !== undefined);
  if (known.length < each.length) return undefined;
  const { is } = condition;
  const filters = known.map(({ query }) => query);
  // Of several the first that is set counts: which one that is, no filter says.
  const groups = fitting(is === "blank" ? [filters] : filters.map((one) => [one]));
  const isOfAll = known.length === 1 || is === "blank" || is === "notBlank";
  const isExact = isOfAll && known.every((one) => one.isExact);
  return groups && { query: groups, isExact };
}

/** What the values of a canonical field come from; undefined if a search cannot tell. */
function propertiesOf(
  name: string,
  { read, outputs, schema }: HubspotFilterContext,
): { type: FieldType | "output"; properties: HubspotProperty[] } | undefined {
  const mapped = read.fields.find(({ field }) => field === name);
  const isOutput = outputs.some(({ field }) => field === name);
  if (name === idField || (mapped === undefined) === !isOutput) return undefined;
  const names = mapped?.from ?? [hubspotName(name)];
  const properties = names.flatMap((one) => schema.get(one) ?? []);
  return properties.length > 0 ? { type: mapped?.type ?? "output", properties } : undefined;
}

interface PropertyOfType {
  type: FieldType | "output";
  property: HubspotProperty;
}
type One = Lowered<HubspotFilter>;

const asTheyStand: ReadonlySet<string> = new Set(["text", "choice", "url", "email"]);
const moments: ReadonlySet<string> = new Set(["date", "time", "text"]);

function oneProperty(condition: FilterCondition, of: PropertyOfType): One | undefined {
  const { type, property } = of;
  if (condition.is === "blank" || condition.is === "notBlank") return blankness(condition, of);
  if (property.fieldType === "checkbox") return undefined;
  if (property.type === "bool" || property.fieldType === "booleancheckbox") {
    return type === "boolean" || type === "text"
      ? listed(condition, property, isBoolean)
      : undefined;
  }
  return asTheyStand.has(type) && !isMoment(property)
    ? textCondition(condition, property)
    : orderedCondition(condition, of);
}

function isMoment({ type }: HubspotProperty): boolean {
  return type === "date" || type === "datetime";
}

function textCondition(condition: FilterCondition, property: HubspotProperty): One | undefined {
  if (property.type === "string") return listed(condition, property, isPlainText);
  if (property.type !== "enumeration") return undefined;
  const options = new Set(property.options?.map(({ value }) => value));
  return listed(condition, property, (value) => options.has(value));
}

function orderedCondition(
  condition: FilterCondition,
  { type, property }: PropertyOfType,
): One | undefined {
  const isNumber = type === "number" || type === "integer";
  if (property.type === "number" && isNumber) return numberCondition(condition, property);
  return isMoment(property) && moments.has(type) ? timeCondition(condition, property) : undefined;
}

/** A website without a domain is blank to us. */
function blankness({ is }: FilterCondition, { type, property }: PropertyOfType): One | undefined {
  if (type === "domain" && is === "blank") return undefined;
  const operator = is === "blank" ? "NOT_HAS_PROPERTY" : "HAS_PROPERTY";
  return {
    query: { propertyName: property.name, operator },
    isExact: type !== "domain",
  };
}

const isBoolean = (value: string) => value === "true" || value === "false";

/** Text that no reading of HubSpot's pages takes for more than itself. */
function isPlainText(value: string): boolean {
  return value.trim() === value && value.length <= maxTextChars;
}

/**
 * HubSpot compares without regard to case, and splits text into words to look into it: what must not be
 * equal, or only begins so, cannot be asked for.
 */
function listed(
  { is, values }: FilterCondition,
  { name: propertyName, type }: HubspotProperty,
  fits: (value: string) => boolean,
): One | undefined {
  if (!values.every(fits)) return undefined;
  const [first = ""] = values;
  const isExact = type === "bool";
  if (is === "equals") return { query: { propertyName, operator: "EQ", value: first }, isExact };
  if (is !== "anyOf" || values.length > limits.listed) return undefined;
  // A list is compared with text in lower case, letter by letter.
  const isText = type === "string";
  if (isText && values.some((value) => !/^[\x20-\x7e]*$/.test(value))) return undefined;
  const list = isText ? values.map((value) => value.toLowerCase()) : [...values];
  return { query: { propertyName, operator: "IN", values: list }, isExact };
}

function numberCondition(
  { is, values }: FilterCondition,
  { name }: HubspotProperty,
): One | undefined {
  if (!values.every(isPlainDecimal)) return undefined;
  const isWritten = values.every((value) => decimalOf(value) === value);
  return bounds(name, { is, values, isWritten });
}

function timeCondition(
  { is, values }: FilterCondition,
  { name, type }: HubspotProperty,
): One | undefined {
  const found = values.map(momentOf).filter((one) => one !== undefined);
  if (found.length < values.length) return undefined;
  // A day holds every instant of it.
  const times = found.map(({ day, instant }) => `${Date.parse(type === "date" ? day : instant)}`);
  return bounds(name, { is, values: times, isWritten: false });
}

/** Bounds belong to what they bound; `matches` tells the two apart. */
function bounds(
  propertyName: string,
  { is, values, isWritten }: Pick<FilterCondition, "is" | "values"> & { isWritten: boolean },
): One | undefined {
  const [value = "", highValue = ""] = values;
  switch (is) {
    case "equals":
      return { query: { propertyName, operator: "EQ", value }, isExact: isWritten };
    case "anyOf":
      return values.length > limits.listed
        ? undefined
        : { query: { propertyName, operator: "IN", values: [...values] }, isExact: isWritten };
    case "less":
    case "atMost":
      return {
        query: { propertyName, operator: "LTE", value },
        isExact: isWritten && is === "atMost",
      };
    case "greater":
    case "atLeast":
      return {
        query: { propertyName, operator: "GTE", value },
        isExact: isWritten && is === "atLeast",
      };
    case "between":
      return {
        query: { propertyName, operator: "BETWEEN", value, highValue },
        isExact: isWritten,
      };
    default:
      return undefined;
  }
}
