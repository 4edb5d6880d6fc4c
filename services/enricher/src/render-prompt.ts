import type { AskedPrompt, FieldValues, Permits } from "@fieldwork/contracts";
import { type Arm, type Enrichment, renderInstructions } from "@fieldwork/enrichments";
import { fenceFields, type Mask, maskFields, renderInput } from "@fieldwork/models";

/** Trusted instructions, and the record's named fields, untrusted and masked, as the model sees them. */
export interface Prompt extends AskedPrompt {
  /** What the placeholders stand for. It is for the answer alone: neither sent nor stored. */
  masks: readonly Mask[];
}

/**
 * The whole question about one record. It contains only fields that the enrichment names, without the
 * personal values that its rules mask.
 */
export function renderPrompt(enrichment: Enrichment, values: FieldValues): Prompt {
  const { inputs, object, privacy } = enrichment;
  const rendered = renderInput(values, inputs);
  const { fields, masks, counts } = maskFields(rendered.fields, {
    ...{ object, record: values, masking: privacy?.masking ?? "patterns" },
    byField: rulesByField(enrichment),
    beyond: rendered.beyond,
  });
  return {
    instructions: instructionsOf(enrichment),
    input: masks.length === 0 && !isCut(rendered, fields) ? rendered.text : fenceFields(fields),
    ...{ fields, masks, masked: [...counts] },
  };
}

function isCut(rendered: { fields: Record<string, string> }, shown: Record<string, string>) {
  return Object.entries(shown).some(([field, text]) => rendered.fields[field] !== text);
}

function rulesByField({ inputs }: Enrichment) {
  return Object.fromEntries(
    inputs.flatMap(({ field, masking }) => (masking === undefined ? [] : [[field, masking]])),
  );
}

const rendered = new WeakMap<Enrichment, string>();

/** To whom a record may go. */
export function permitsOf({ privacy }: Enrichment): Permits {
  const { vendors, regions, dataClasses } = privacy ?? {};
  return { vendors, regions, dataClasses };
}

/** For the log of calls: the rule that a prompt was masked by, its definition and, in an experiment, the record's arm. */
export function policyOf({ name, hash, privacy }: Enrichment, arm?: Arm): string {
  const definition = `${name}@${hash}${arm === undefined ? "" : `/${arm}`}`;
  return `${privacy?.masking ?? "patterns"} ${definition}`;
}

/** The same for every record of a definition. */
export function instructionsOf(enrichment: Enrichment): string {
  const instructions = rendered.get(enrichment) ?? renderInstructions(enrichment);
  rendered.set(enrichment, instructions);
  return instructions;
}
