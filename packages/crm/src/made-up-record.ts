import type { OutputField } from "./crm-adapter.ts";
import type { FieldType } from "./mapping/mapping.ts";

const values: Readonly<Record<FieldType, string>> = {
  text: "It sells what it makes to the towns around.",
  number: "12.5",
  integer: "12",
  boolean: "true",
  date: "2026-01-31",
  time: "2026-01-31T12:00:00.000Z",
  timeZone: "Europe/Stockholm",
  choice: "Other",
  choices: "Other",
  url: "https://example.com/",
  domain: "example.com",
  phone: "+46 8 12 34 56",
  email: "office@example.com",
};

export interface MadeUpObject {
  fields: readonly { from: readonly string[]; type: FieldType }[];
  outputs: readonly OutputField[];
  /** The vendor's name of the field in which an output is written. */
  nameOf(field: string): string;
}

/** What a record has in a field, by the vendor's name of it; null: nothing. */
export type MadeUpRecord = (id: string, name: string) => string | null;

/**
 * The records of an object for practice. Each lacks a fifth of its fields; into the outputs of one in eight a
 * person has written. Pure.
 */
export function madeUpRecords({ fields, outputs, nameOf }: MadeUpObject): MadeUpRecord {
  const named = fields.flatMap(({ from, type }) => from.map((name) => [name, type] as const));
  const types = new Map(named.toReversed());
  const ours = new Map(outputs.map(({ field, type }) => [nameOf(field), type]));
  return (id, name) => {
    const output = ours.get(name);
    if (output !== undefined) return sumOf(id) % 8 === 0 ? values[output] : null;
    const type = types.get(name);
    return type === undefined || (sumOf(id) + sumOf(name)) % 5 === 0 ? null : values[type];
  };
}

function sumOf(text: string): number {
  return text.split("").reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
}
