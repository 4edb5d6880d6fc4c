import { caselessText } from "@fieldwork/contracts";
import type { FieldDescription } from "./crm-adapter.ts";

export type Choice = Pick<FieldDescription, "options" | "optionLabels" | "isSeveral">;

/**
 * The option of the CRM that a text means: the one with this value, otherwise the only one with this
 * label, up to `caselessText`. People who create a field think in labels, and so do answers. Undefined
 * if there is none, or if two share the label.
 */
export function findOption(
  text: string,
  { options = [], optionLabels = {} }: Choice,
): string | undefined {
  const wanted = text.trim();
  if (options.includes(wanted)) return wanted;
  const caseless = caselessText(wanted);
  if (caseless === "") return undefined;
  const labelled = (isMeant: (label: string) => boolean) =>
    options.filter((option) => isMeant(optionLabels[option]?.trim() ?? ""));
  const exactly = labelled((label) => label === wanted);
  const found =
    exactly.length > 0 ? exactly : labelled((label) => caselessText(label) === caseless);
  return found.length === 1 ? found[0] : undefined;
}

/**
 * An option as our definition writes it: its own value if that is one of ours, otherwise the one of
 * ours that it means.
 */
export function ourOptionFor(value: string, ours: readonly string[], choice: Choice): string {
  if (ours.includes(value)) return value;
  return ours.find((option) => findOption(option, choice) === value) ?? value;
}
