import type { HubspotErrorBody } from "./hubspot-errors.ts";
import type { HubspotProperty } from "./hubspot-properties.ts";

export type CheckedValue = { value: string } | { error: string; message: string };

const maxChars = 65_536;

/** What becomes of a value that somebody writes to a property. `""` clears, and so does null. */
function checkValue(property: HubspotProperty, given: unknown): CheckedValue {
  if (property.isReadOnly) {
    const message = `"${property.name}" is a read only property; its value cannot be set.`;
    return { error: "READ_ONLY_VALUE", message };
  }
  const value = given === null ? "" : String(given);
  if (value === "") return { value };
  if (value.length > maxChars) {
    const message = `The value of "${property.name}" has ${value.length} characters; at most ${maxChars} are allowed.`;
    return { error: "VALUE_TOO_LONG", message };
  }
  switch (property.type) {
    case "number":
      return checkNumber(value);
    case "enumeration":
      return checkOption(property, value);
    case "bool":
      return checkBoolean(value);
    case "datetime":
      return checkDatetime(value);
    case "date":
      return checkDate(value);
    default:
      return property.name === "email" ? checkEmail(value) : { value };
  }
}

/** Kept as it is given: HubSpot returns `3000` and `5000.00` of one and the same property. */
function checkNumber(value: string): CheckedValue {
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return { value };
  return { error: "INVALID_LONG", message: `${value} was not a valid long.` };
}

function checkOption({ options, fieldType }: HubspotProperty, value: string): CheckedValue {
  const isSeveral = fieldType === "checkbox";
  const chosen = isSeveral ? value.split(";").filter((part) => part !== "") : [value];
  const wrong = chosen.find((one) => !options.some((option) => option.value === one));
  if (wrong === undefined) {
    const listed = options.map((option) => option.value).filter((one) => chosen.includes(one));
    return { value: listed.join(";") };
  }
  const allowed = options.map((option) => option.value).join(", ");
  const message = `${wrong} was not one of the allowed options: [${allowed}]`;
  return { error: "INVALID_OPTION", message };
}

function checkBoolean(value: string): CheckedValue {
  if (value === "true" || value === "false") return { value };
  const message = `${value} was not one of the allowed options: [true, false]`;
  return { error: "INVALID_OPTION", message };
}

function checkDatetime(value: string): CheckedValue {
  const ms = instantMs(value);
  if (ms === undefined) return { error: "INVALID_DATE", message: `${value} was not a valid date.` };
  return { value: new Date(ms).toISOString() };
}

function checkDate(value: string): CheckedValue {
  const ms = instantMs(value);
  if (ms === undefined || ms % 86_400_000 !== 0) {
    return {
      error: "INVALID_DATE",
      message: `${value} was not a valid date: it is not midnight UTC.`,
    };
  }
  return { value: new Date(ms).toISOString().slice(0, 10) };
}

function checkEmail(value: string): CheckedValue {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return { value: value.toLowerCase() };
  return { error: "INVALID_EMAIL", message: `Email address ${value} is invalid` };
}

/** An instant as HubSpot takes it: milliseconds since 1970, or ISO 8601. */
export function instantMs(value: string): number | undefined {
  const ms = /^-?\d+$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}

export interface ValueProblem {
  name: string;
  error: string;
  message: string;
}

export interface CheckedProperties {
  values: Record<string, string>;
  problems: ValueProblem[];
}

export function checkProperties(
  find: (name: string) => HubspotProperty | undefined,
  given: Readonly<Record<string, unknown>>,
): CheckedProperties {
  const values: Record<string, string> = {};
  const problems: ValueProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    const property = find(name);
    const checked = property
      ? checkValue(property, value)
      : { error: "PROPERTY_DOESNT_EXIST", message: `Property "${name}" does not exist` };
    if ("value" in checked) values[name] = checked.value;
    else problems.push({ name, ...checked });
  }
  return { values, problems };
}

/** HubSpot repeats the problems as JSON inside its message. */
export function problemsBody(
  problems: readonly ValueProblem[],
  portalId: number,
): HubspotErrorBody {
  const inMessage = problems.map(({ name, error, message }) => ({
    isValid: false,
    message,
    error,
    name,
    localizedErrorMessage: message,
    portalId,
  }));
  return {
    category: "VALIDATION_ERROR",
    message: `Property values were not valid: ${JSON.stringify(inMessage)}`,
    errors: problems.map(({ name, error, message }) => ({
      message,
      code: error,
      context: { propertyName: [name] },
    })),
  };
}
