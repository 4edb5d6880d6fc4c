import { isFields } from "./body.ts";
import { countIn } from "./counts.ts";

export type Fields = Readonly<Record<string, unknown>>;

// A reply is read by these and not by a schema, which would take a tenth of a call's CPU time: none of its fields is
// needed, and each is left out by itself if it cannot be read.

/** A text; null for anything else. */
export function textIn(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** An object; one without any fields for anything else. */
export function fieldsIn(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The counts among the fields of an object. */
export function countsIn(value: unknown): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(
    Object.entries(fieldsIn(value)).map(([name, told]) => [name, countIn(told)]),
  );
}
