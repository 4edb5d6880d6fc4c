import { inputHash } from "@fieldwork/enrichments";
import { stableHash } from "@fieldwork/runtime";
import type { Correction, LabelledCaseRow } from "@fieldwork/store";
import { z } from "zod";
import { maskPersonal, maskText } from "./mask-personal.ts";

/** Of a definition, what a case needs. */
export const casedDefinition = z.object({
  inputs: z.array(
    z.object({
      field: z.string(),
      required: z.union([z.boolean(), z.literal("any")]),
      maxChars: z.int(),
    }),
  ),
  outputs: z.array(z.object({ name: z.string(), field: z.string(), type: z.string() })),
});
export type CasedDefinition = z.infer<typeof casedDefinition>;

/** Why a correction makes no case. */
export type NoCase = "no-answer" | "inputs-changed" | "no-such-output" | "blank" | "same";

/**
 * The case that a correction makes, or why it makes none: its inputs must be those that the corrected answer
 * was asked about. Pure.
 */
export function buildCase(
  correction: Correction,
  definition: CasedDefinition | undefined,
): LabelledCaseRow | NoCase {
  const { answer, field, fields, value, ref, source, by, at } = correction;
  if (answer === null || definition === undefined) return "no-answer";
  if (value === null) return "blank";
  const output = definition.outputs.find((one) => one.field === field);
  if (output === undefined) return "no-such-output";
  const answered = answer.outputs?.[output.name];
  if (answered?.value === value) return "same";
  if (answer.inputHash !== inputHash(definition, fields)) return "inputs-changed";
  const asked = definition.inputs.flatMap(({ field: name, maxChars }) => {
    const text = fields[name];
    return text === undefined || text === null ? [] : [[name, text.slice(0, maxChars)] as const];
  });
  const inputs = maskPersonal(Object.fromEntries(asked), fields);
  // Free text may name the person as the inputs do; of an option every letter counts.
  const told = (text: string | null) =>
    text !== null && output.type === "text" ? maskText(text, fields) : text;
  const { enrichment, definitionHash, provider, model } = answer;
  return {
    ...{ enrichment, output: output.name, field, inputs, expected: told(value) ?? value },
    ...{ answered: told(answered?.value ?? null), confidence: answered?.confidence ?? null },
    ...{ definitionHash, provider, model, source, ref, labelledBy: by, labelledAt: at },
    inputsHash: stableHash(inputs),
  };
}
