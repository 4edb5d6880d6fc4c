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
  /** Of several of which one is needed, all. */
  fields: readonly string[];
  /** Hidden from us, so nobody knows whether it is empty: it decides nothing. */
  isHidden: boolean;
}

/**
 * The required input that is missing, because it is empty or displays as nothing; undefined if the
 * question can be asked. An empty one takes precedence over a hidden one. Optional inputs may be
 * missing; of those of which any is required, all but one. Applies to fields as the CRM has them and to
 * fields as rendered.
 */
export function missingInput({ inputs }: Inputs, fields: FieldValues): MissingInput | undefined {
  const isBlank = (field: string) => isBlankText(fields[field]);
  const missing = inputs
    .filter(({ field, required }) => required === true && isBlank(field))
    .map(({ field }) => ({ fields: [field], isHidden: fields[field] === undefined }));
  const anyOf = inputs.flatMap(({ field, required }) => (required === "any" ? [field] : []));
  if (anyOf.length > 0 && anyOf.every(isBlank)) {
    const isHidden = anyOf.some((field) => fields[field] === undefined);
    missing.push({ fields: anyOf, isHidden });
  }
  return missing.find(({ isHidden }) => !isHidden) ?? missing[0];
}

/** Why nothing is asked. */
export function missingInputReason({ fields, isHidden }: MissingInput): Reason {
  return { code: isHidden ? "input-hidden" : "input-empty", detail: { fields: [...fields] } };
}

/** The fields of an object that enrichments read. */
export function fieldsRead(
  enrichments: readonly Pick<Enrichment, "object" | "inputs">[],
  object: string,
): ReadonlySet<string> {
  const reading = enrichments.filter((one) => one.object === object);
  return new Set(reading.flatMap(({ inputs }) => inputs.map(({ field }) => field)));
}
