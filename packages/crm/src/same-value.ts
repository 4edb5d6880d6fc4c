import type { FieldDescription } from "./crm-adapter.ts";

/**
 * Whether a live value still counts as the one we wrote. Only what a CRM is known to do to a value by
 * itself is forgiven: empty spelled null or '', blanks around the text, CRLF for LF, and an option's
 * label for its value. Any other difference was made by a person.
 */
export function sameValue(
  a: string | null | undefined,
  b: string | null | undefined,
  description?: Pick<FieldDescription, "options" | "optionLabels">,
): boolean {
  return normalForm(a, description) === normalForm(b, description);
}

function normalForm(
  value: string | null | undefined,
  description: Pick<FieldDescription, "options" | "optionLabels"> | undefined,
): string {
  const text = (value ?? "").replace(/\r\n?/g, "\n").trim();
  const { options = [], optionLabels = {} } = description ?? {};
  if (text === "" || options.includes(text)) return text;
  const labelled = options.filter((option) => optionLabels[option]?.trim() === text);
  // Two options under one label: which was meant cannot be told, so neither is taken for it.
  return labelled.length === 1 ? (labelled[0] ?? text) : text;
}
