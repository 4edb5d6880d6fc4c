import type { FieldValues } from "@fieldwork/contracts";

const nameFields: readonly string[] = ["firstName", "lastName", "fullName", "assistantName"];
/** Fields that name or reach a person, whichever object has them. */
const personalFields: readonly string[] = [
  ...nameFields,
  ...["email", "phone", "mobilePhone", "birthday", "street", "linkedinUrl"],
];

/** Stands for what was taken out: no letter, so that it is itself part of nobody's name. */
export const masked = "[…]";

// A single letter would be found in every text.
const shortestChars = 2;
const addresses = /[^\s@<>()"',;]+@[^\s@<>()"',;]+\.[^\s@<>()"',;]+/gu;
// Shorter runs are years, sizes and sums.
const phones = /(?<![\p{L}\p{N}])\+?\d(?:[ ()/.-]*\d){8,}(?![\p{L}\p{N}])/gu;

/**
 * The inputs without the personal values that the record is known to have, wherever they occur, in any case, and
 * without e-mail addresses and telephone numbers. What nobody has told us is personal stays. Pure.
 */
export function maskPersonal(
  inputs: Readonly<Record<string, string>>,
  fields: FieldValues,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([field, text]) => [
      field,
      personalFields.includes(field) ? masked : maskText(text, fields),
    ]),
  );
}

/**
 * Each value, and of names each word; the longest first: a part must not hide the whole. The words of an
 * address (a company's domain, a street's name) tell of more than the person.
 */
function knownValues(fields: FieldValues): string[] {
  const values = personalFields.flatMap((field) => fields[field] ?? []);
  const words = nameFields.flatMap((field) => fields[field]?.split(/[^\p{L}\p{N}]+/u) ?? []);
  const all = [...values.map((value) => value.trim()), ...words].filter(
    (one) => [...one].length >= shortestChars,
  );
  return [...new Set(all)].toSorted((one, other) => other.length - one.length);
}

/** The same of one text. */
export function maskText(text: string, fields: FieldValues): string {
  const known = knownValues(fields);
  const plain = text.replace(addresses, masked).replace(phones, masked);
  if (known.length === 0) return plain;
  const any = known.map((value) => RegExp.escape(value)).join("|");
  return plain.replace(
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, "giu"),
    masked,
  );
}
