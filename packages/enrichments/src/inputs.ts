import { type FieldValues, isBlankText, type Reason } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import type { Enrichment } from "./definition.ts";

type Inputs = Pick<Enrichment, "inputs">;

/**
 * A hash of only those fields of the record that the enrichment names: the planner's trigger. A field
 * that is hidden from us counts differently from an empty one, so that its reappearance is a change.
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
 * The required input that is missing, because it is empty or displays as nothing; undefined if the
 * question can be asked. An empty one takes precedence over a hidden one. Optional inputs may be
 * missing. Applies to fields as the CRM has them and to fields as rendered.
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
