import { type Choice, findOption } from "./find-option.ts";

/**
 * Whether a live value still counts as the one we wrote. Only what a CRM is known to do to a value by
 * itself is forgiven: empty spelled null or '', blanks around the text, CRLF for LF, and an option's
 * label for its value. Any other difference was made by a person.
 */
export function sameValue(
  a: string | null | undefined,
  b: string | null | undefined,
  description?: Choice,
): boolean {
  return normalForm(a, description) === normalForm(b, description);
}

function normalForm(value: string | null | undefined, description: Choice | undefined): string {
  const text = (value ?? "").replace(/\r\n?/g, "\n").trim();
  return findOption(text, description ?? {}) ?? text;
}
