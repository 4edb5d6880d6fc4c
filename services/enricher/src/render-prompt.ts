import type { FieldValues } from "@fieldwork/contracts";
import { type Enrichment, renderInstructions } from "@fieldwork/enrichments";
import { renderInput } from "@fieldwork/models";

export interface Prompt {
  /** Trusted: ours. */
  instructions: string;
  /** Untrusted: the record's named fields, fenced. */
  input: string;
  /** The same fields as the model sees them. */
  fields: FieldValues;
}

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
