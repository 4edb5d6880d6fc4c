import { type FieldValues, isBlankText } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import type { Enrichment } from "./definition.ts";

type Inputs = Pick<Enrichment, "inputs">;

/** Over the record's fields that the enrichment names, and nothing else: the planner's trigger. */
export function inputHash({ inputs }: Inputs, fields: FieldValues): string {
  return stableHash(inputs.map(({ field }) => [field, fields[field] ?? null]));
}

/**
 * The first required input that the record lacks, or that shows nothing; undefined when it can be asked.
 * Holds for fields as the CRM keeps them and for fields as they were rendered.
 */
export function missingInput({ inputs }: Inputs, fields: FieldValues): string | undefined {
  return inputs.find(({ field, required }) => required && isBlankText(fields[field]))?.field;
}
