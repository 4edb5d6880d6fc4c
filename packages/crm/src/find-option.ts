import type { FieldDescription } from "./crm-adapter.ts";

export type Choice = Pick<FieldDescription, "options" | "optionLabels">;

/**
 * The option of the CRM that a text means: the one of this value, else the only one of this label, in
 * whatever case and spacing. People who make a field by hand think in labels, and so do answers.
 * Undefined when there is none, or two share the label.
 */
export function findOption(
  text: string,
  { options = [], optionLabels = {} }: Choice,
): string | undefined {
  const wanted = text.trim();
  if (options.includes(wanted)) return wanted;
  const labelled = (isSame: (label: string) => boolean) =>
    options.filter((option) => isSame((optionLabels[option] ?? "").trim()));
  const exactly = labelled((label) => label === wanted);
  const found =
    exactly.length > 0 ? exactly : labelled((label) => folded(label) === folded(wanted));
  return found.length === 1 ? found[0] : undefined;
}

function folded(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").toLowerCase();
}

/** An option as our definition spells it: its own value where that is one of ours, else by what ours mean. */
export function ourOptionFor(value: string, ours: readonly string[], choice: Choice): string {
  if (ours.includes(value)) return value;
  return ours.find((option) => findOption(option, choice) === value) ?? value;
}
