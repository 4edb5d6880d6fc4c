import type { AskedPrompt, FieldValues } from "@fieldwork/contracts";
import { type Enrichment, renderInstructions } from "@fieldwork/enrichments";
import { renderInput } from "@fieldwork/models";

/** Trusted instructions, and the record's named fields, untrusted, as the model sees them. */
export type Prompt = AskedPrompt;

/** The whole question about one record. It contains only fields that the enrichment names. */
export function renderPrompt(enrichment: Enrichment, values: FieldValues): Prompt {
  const { text, fields } = renderInput(values, enrichment.inputs);
  return { instructions: instructionsOf(enrichment), input: text, fields };
}

const rendered = new WeakMap<Enrichment, string>();

/** The same for every record of a definition. */
export function instructionsOf(enrichment: Enrichment): string {
  const instructions = rendered.get(enrichment) ?? renderInstructions(enrichment);
  rendered.set(enrichment, instructions);
  return instructions;
}
