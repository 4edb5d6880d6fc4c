import { type SalesforceProblem, SalesforceRefusal } from "./salesforce-errors.ts";
import { digitsOf, picklistValues, type SalesforceField } from "./salesforce-fields.ts";

export interface CheckedFields {
  values: Record<string, unknown>;
  problems: SalesforceProblem[];
}

/**
 * What becomes of the fields that somebody writes. An empty text is stored as null.
 *
 * @throws SalesforceRefusal for what Salesforce cannot even read, which refuses the call as a whole.
 */
export function checkFields(
  find: (name: string) => SalesforceField | undefined,
  object: string,
  given: Readonly<Record<string, unknown>>,
): CheckedFields {
  const values: Record<string, unknown> = {};
  const problems: SalesforceProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (name === "attributes" || name.toLowerCase() === "id") continue;
    const field = find(name);
    if (!field) {
      const message = `No such column '${name}' on sobject of type ${object}`;
      throw new SalesforceRefusal(400, { code: "INVALID_FIELD", message });
    }
    const read = readValue(field, value);
    const problem = problemWith(field, read);
    if (problem) problems.push(problem);
    else values[field.name] = read;
  }
  return { values, problems };
}

function readValue(field: SalesforceField, given: unknown): unknown {
  const { type } = field;
  if (given === null || given === undefined || given === "") return null;
  switch (type) {
    case "boolean":
      if (typeof given === "boolean") return given;
      throw unreadable("boolean", given);
    case "int":
      return readNumber(given);
    case "double":
    case "currency":
      return rounded(readNumber(given), digitsOf(field).scale);
    case "multipicklist":
      return inOrder(field, given);
    case "date":
    case "datetime":
      return readTime(type, given);
    default:
      if (typeof given === "string") return given;
      throw unreadable("string", given);
  }
}

function readNumber(given: unknown): number {
  const number = typeof given === "string" ? Number(given) : given;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw unreadable("double", given);
}

/** What has more digits after the point than the field is rounded, without a word. */
function rounded(number: number, scale: number): number {
  return Number(number.toFixed(scale));
}

/** Each choice once, in the order in which the field lists them. */
function inOrder(field: SalesforceField, given: unknown): string {
  if (typeof given !== "string") throw unreadable("string", given);
  const listed = picklistValues(field).map(({ value }) => value);
  const chosen = new Set(given.split(";").filter((one) => one !== ""));
  const others = [...chosen].filter((one) => !listed.includes(one));
  return [...listed.filter((one) => chosen.has(one)), ...others].join(";");
}

function readTime(type: "date" | "datetime", given: unknown): string {
  const ms = Date.parse(String(given));
  if (Number.isNaN(ms)) throw unreadable(type, given);
  return type === "date" ? new Date(ms).toISOString().slice(0, 10) : formatTime(ms);
}

function unreadable(type: string, given: unknown): SalesforceRefusal {
  const message = `Cannot deserialize instance of ${type} from ${typeof given} value ${String(given)}`;
  return new SalesforceRefusal(400, { code: "JSON_PARSER_ERROR", message });
}

function problemWith(field: SalesforceField, value: unknown): SalesforceProblem | undefined {
  const { name, label, type, length, byteLength = Infinity } = field;
  const problem = (code: string, message: string) => ({ code, message, fields: [name] });
  if (field.isReadOnly || field.isFormula) {
    return problem(
      "INVALID_FIELD_FOR_INSERT_UPDATE",
      `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    );
  }
  if (value === null) {
    if (!field.isRequired) return undefined;
    return problem("REQUIRED_FIELD_MISSING", `Required fields are missing: [${name}]`);
  }
  if (typeof value === "number" && !fits(field, value)) {
    return problem(
      "NUMBER_OUTSIDE_VALID_RANGE",
      `${label}: value outside of valid range on numeric field: ${value}`,
    );
  }
  if (typeof value !== "string") return undefined;
  if (type === "picklist" || type === "multipicklist") return choiceProblem(field, value);
  const isTooLong = length !== undefined && value.length > length;
  if (isTooLong || Buffer.byteLength(value) > byteLength) {
    const shown = value.slice(0, 255);
    return problem(
      "STRING_TOO_LONG",
      `${label}: data value too large: ${shown} (max length=${length})`,
    );
  }
  if (type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    return problem("INVALID_EMAIL_ADDRESS", `${label}: invalid email address: ${value}`);
  }
  return undefined;
}

function fits(field: SalesforceField, value: number): boolean {
  const { precision, scale } = digitsOf(field);
  return precision === 0 || Math.abs(value) < 10 ** (precision - scale);
}

function choiceProblem(field: SalesforceField, value: string): SalesforceProblem | undefined {
  if (!field.isRestricted) return undefined;
  const allowed = picklistValues(field).filter(({ active }) => active !== false);
  const chosen = field.type === "multipicklist" ? value.split(";") : [value];
  const wrong = chosen.find((one) => !allowed.some((option) => option.value === one));
  if (wrong === undefined) return undefined;
  return {
    code: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    message: `${field.label}: bad value for restricted picklist field: ${wrong}`,
    fields: [field.name],
  };
}

/** Whole seconds, and an offset without a colon. */
export function formatTime(ms: number): string {
  return `${new Date(wholeSecondMs(ms)).toISOString().slice(0, -1)}+0000`;
}

export function wholeSecondMs(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
