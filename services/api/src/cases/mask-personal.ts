import type { FieldValues } from "@fieldwork/contracts";

/** Fields that name or reach a person, whichever object has them. */
const personalFields: readonly string[] = [
  ...["firstName", "lastName", "fullName", "email", "phone", "mobilePhone", "birthday"],
  ...["street", "linkedinUrl", "assistantName"],
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
  const known = knownValues(fields);
  return Object.fromEntries(
    Object.entries(inputs).map(([field, text]) => [
      field,
      personalFields.includes(field) ? masked : maskText(text, known),
    ]),
  );
}

/** Each value and each word of it, the longest first: a part must not hide the whole. */
function knownValues(fields: FieldValues): string[] {
  const values = personalFields.flatMap((field) => fields[field] ?? []);
  const words = values.flatMap((value) => value.split(/[^\p{L}\p{N}]+/u));
  const all = [...values.map((value) => value.trim()), ...words].filter(
    (one) => [...one].length >= shortestChars,
  );
  return [...new Set(all)].toSorted((one, other) => other.length - one.length);
}

function maskText(text: string, known: readonly string[]): string {
  const plain = text.replace(addresses, masked).replace(phones, masked);
  if (known.length === 0) return plain;
  const any = known.map((value) => RegExp.escape(value)).join("|");
  return plain.replace(
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, "giu"),
    masked,
  );
}
