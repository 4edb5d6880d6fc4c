import { type FieldValues, isBlankText, type Reason } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import type { Enrichment } from "./definition.ts";

type Inputs = Pick<Enrichment, "inputs">;

/**
 * Over the record's fields that the enrichment names, and nothing else: the planner's trigger. A field
 * that is hidden from us counts otherwise than an empty one, so that its reappearance is a change.
 */
export function inputHash({ inputs }: Inputs, fields: FieldValues): string {
  return stableHash(
    inputs.map(({ field }) => {
      const value = fields[field];
      return value === undefined ? [field] : [field, value];
    }),
  );
}

export interface MissingInput {
  field: string;
  /** Hidden from us, so nobody knows whether it is empty: it decides nothing. */
  isHidden: boolean;
}

/**
 * The required input for want of which nothing can be asked, empty or showing nothing; undefined when it
 * can be asked. One that is empty comes before a hidden one: it decides. Without an optional
 * input the others are asked about. Holds for fields as the CRM keeps them and for fields as rendered.
 */
export function missingInput({ inputs }: Inputs, fields: FieldValues): MissingInput | undefined {
  const missing = inputs
    .filter(({ field, required }) => required && isBlankText(fields[field]))
    .map(({ field }) => ({ field, isHidden: fields[field] === undefined }));
  return missing.find(({ isHidden }) => !isHidden) ?? missing[0];
}

/** Why nothing is asked. */
export function missingInputReason({ field, isHidden }: MissingInput): Reason {
  return { code: isHidden ? "input-hidden" : "input-empty", detail: { fields: [field] } };
}
