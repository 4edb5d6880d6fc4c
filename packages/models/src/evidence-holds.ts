import type { AnsweredOutputs, FieldValues } from "@fieldwork/contracts";
import { checkEvidence } from "./check-evidence.ts";
import { type InputField, renderInput } from "./render-input.ts";

/**
 * Whether an answer about one record may stand for another: the evidence of each of its values is a
 * verbatim part of one of the other's own inputs, as a model would see them. Pure.
 */
export function evidenceHolds(
  outputs: AnsweredOutputs,
  { values, inputs }: { values: FieldValues; inputs: readonly InputField[] },
): boolean {
  const texts = Object.values(renderInput(values, inputs).fields);
  return Object.values(outputs).every(
    ({ value, evidence }) => value === null || checkEvidence(evidence, texts).kind === "kept",
  );
}
