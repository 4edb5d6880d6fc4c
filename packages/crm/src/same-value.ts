import { joinChoices, splitChoices } from "@fieldwork/contracts";
import { type Choice, findOption } from "./find-option.ts";

/**
 * Whether a live value still counts as the one we wrote. Only what a CRM is known to do to a value by
 * itself is accepted: empty as null or '', spaces around the text, CRLF for LF, an option's label for
 * its value, and the order of several. Any other difference was made by a person. Both are canonical
 * values as an adapter reads them, so numbers, dates and booleans already have one form.
 */
export function sameValue(
  a: string | null | undefined,
  b: string | null | undefined,
  description?: Choice,
): boolean {
  return normalForm(a, description) === normalForm(b, description);
}

function normalForm(value: string | null | undefined, description: Choice = {}): string {
  const text = (value ?? "").replace(/\r\n?/g, "\n").trim();
  if (description.isSeveral !== true) return findOption(text, description) ?? text;
  const chosen = splitChoices(text).map((one) => findOption(one, description) ?? one);
  return joinChoices(chosen, []);
}
