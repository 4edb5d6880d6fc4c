import {
  caselessText,
  type FieldValues,
  type FilterCondition,
  idField,
  orderingOperators,
  type RecordFilter,
  type RecordRef,
} from "@fieldwork/contracts";

/** What stands where a text was that told of a person. */
export const erasedText = "[erased]";

// As the shipped mappings name them, and in other mappings what is named alike.
const identifying =
  /^(first|middle|last|full|nick|assistant)?name$|mail$|phone$|^(mobile|fax|birthday|street|linkedinurl)$/i;
// A shorter number is an extension, and in any text.
const fewestDigits = 7;

/** What somebody who looks for this person would write: their names, e-mail addresses and phone numbers. Pure. */
export function personTerms(fields: FieldValues): string[] {
  const own = Object.entries(fields).flatMap(([field, value]) =>
    value !== null && identifying.test(field) ? [value] : [],
  );
  const { firstName, lastName } = fields;
  const full = firstName && lastName ? fullNames(firstName, lastName) : [];
  return [...new Set([...own, ...full].map(comparable))].filter((one) => one !== "");
}

function fullNames(first: string, last: string): string[] {
  return [`${first} ${last}`, `${last} ${first}`, `${last}, ${first}`];
}

export interface PersonInFilters {
  refs: readonly RecordRef[];
  emails: readonly string[];
  terms: readonly string[];
}

/**
 * The filter with each value blanked that tells of the person: their records' ids, and what names them.
 * The rest of it stays as it was ordered. Pure.
 */
export function withoutPerson(
  filter: RecordFilter,
  of: { connection: string; object: string },
  { refs, emails, terms }: PersonInFilters,
): RecordFilter {
  const own = refs.filter((ref) => ref.connection === of.connection && ref.object === of.object);
  const ids = new Set(own.map(({ id }) => id));
  const names = namesPerson({ emails, terms });
  const tells = ({ field }: FilterCondition, value: string) =>
    field === idField ? ids.has(value) : names(value);
  return blanked(filter, tells);
}

/** Whether a text that somebody searched for tells of the person: a name of theirs, or a record's id. Pure. */
export function tellsOfPerson({ refs, ...named }: PersonInFilters): (value: string) => boolean {
  const ids = new Set(refs.map(({ id }) => id));
  const names = namesPerson(named);
  return (value) => ids.has(value) || names(value);
}

function namesPerson({
  emails,
  terms,
}: Pick<PersonInFilters, "emails" | "terms">): (value: string) => boolean {
  return tellsOf([...terms, ...emails.map(comparable)]);
}

function blanked(
  filter: RecordFilter,
  tells: (condition: FilterCondition, value: string) => boolean,
): RecordFilter {
  if ("all" in filter) return { all: filter.all.map((one) => blanked(one, tells)) };
  if ("any" in filter) return { any: filter.any.map((one) => blanked(one, tells)) };
  const { field, is } = filter;
  if (!filter.values.some((value) => tells(filter, value))) return filter;
  // What stands for a value has no order.
  if (orderingOperators.has(is)) return { field, is: "equals", values: [erasedText] };
  return { field, is, values: filter.values.map((one) => (tells(filter, one) ? erasedText : one)) };
}

/** A name must be all of the text; an address, a number or a full name may be within it, or it in them. */
function tellsOf(terms: readonly string[]): (value: string) => boolean {
  const emails = terms.filter((term) => term.includes("@"));
  const whole = new Set([...terms, ...emails.map((email) => email.split("@")[0] ?? "")]);
  const within = terms.filter((term) => term.includes("@") || term.includes(" "));
  const numbers = terms.filter(isNumber).map(digitsOf);
  return (given) => {
    const value = comparable(given);
    if (value === "") return false;
    if (whole.has(value) || within.some((term) => value.includes(term))) return true;
    if (/^[^@]+@/.test(value) && emails.some((email) => email.includes(value))) return true;
    return isNumber(value) && numbers.some((number) => alike(number, digitsOf(value)));
  };
}

function isNumber(text: string): boolean {
  return /^[+()\d\s./-]+$/.test(text) && digitsOf(text).length >= fewestDigits;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** With or without the country's code, and the zero that stands for it. */
function alike(one: string, other: string): boolean {
  return one.endsWith(other.replace(/^0/, "")) || other.endsWith(one.replace(/^0/, ""));
}

function comparable(text: string): string {
  return caselessText(text.trim());
}
