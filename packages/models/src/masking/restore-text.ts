import type { AnsweredOutput, AnsweredOutputs, OutputSpec } from "@fieldwork/contracts";
import type { InputTexts } from "../find-quote.ts";
import type { Mask } from "./mask-fields.ts";

const placeholders = /<?\b((?:PERSON|EMAIL|PHONE|CARD|IBAN|ID)_\d+)\b>?/g;

/** Puts the values back for which placeholders stand. Other text stays as it is. Pure. */
export function restoreText(text: string, masks: readonly Mask[]): string {
  if (masks.length === 0) return text;
  const values = new Map(masks.map(({ placeholder, value }) => [placeholder.slice(1, -1), value]));
  return text.replace(placeholders, (written, name: string) => values.get(name) ?? written);
}

/** The words of a record as the model saw them. Pure. */
export function maskText(text: string, masks: readonly Mask[]): string {
  return masks
    .toSorted((a, b) => b.value.length - a.value.length)
    .reduce((shown, { value, placeholder }) => shown.replaceAll(value, placeholder), text);
}

/** Whether a text has a placeholder that stands in no input: the model made it up. Pure. */
export function hasForeignPlaceholder(text: string, inputs: InputTexts): boolean {
  return [...text.matchAll(placeholders)].some(
    ([, name = ""]) => !inputs.some((input) => input.includes(name)),
  );
}

/** The checked outputs with the values of the record in place of placeholders. Pure. */
export function restoreOutputs(
  outputs: AnsweredOutputs,
  { masks, specs }: { masks: readonly Mask[]; specs: readonly OutputSpec[] },
): AnsweredOutputs {
  if (masks.length === 0) return outputs;
  const limits = new Map(
    specs.map((spec) => [spec.name, spec.type === "text" ? spec.maxChars : undefined]),
  );
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [
      name,
      restoreOutput(output, masks, limits.get(name) ?? Number.POSITIVE_INFINITY),
    ]),
  );
}

function restoreOutput(
  output: AnsweredOutput,
  masks: readonly Mask[],
  maxChars: number,
): AnsweredOutput {
  const restore = (text: string | null) => (text === null ? null : restoreText(text, masks));
  const value = restore(output.value);
  const { bestGuess } = output;
  const restored = {
    ...output,
    evidence: restore(output.evidence),
    ...(bestGuess !== undefined && { bestGuess: restoreText(bestGuess, masks) }),
  };
  if (value === null || value.length <= maxChars) return { ...restored, value };
  const problem = `value has ${value.length} characters with its personal values; at most ${maxChars} are allowed`;
  return { ...restored, value: null, evidence: null, rejected: [problem] };
}
