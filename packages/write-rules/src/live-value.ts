import type { CrmRecord } from "@fieldwork/contracts";
import type { FieldDescription } from "@fieldwork/crm";

/**
 * The value of a field: null is blank, undefined is hidden from us. A read counts only if the
 * description of the field agrees with it.
 */
export function liveValue(
  read: string | null | undefined,
  description: Pick<FieldDescription, "exists"> | undefined,
): string | null | undefined {
  if (description?.exists === false) return undefined;
  return read?.trim() === "" ? null : read;
}

export interface ReadBesideDescription {
  records: readonly Pick<CrmRecord, "outputs">[];
  description: { fields: readonly Pick<FieldDescription, "field" | "exists">[]; ageMs: number };
  /** The fields to be decided on. */
  fields: readonly string[];
}

// A field that was hidden when it was described may be visible by now.
const recentMs = 3000;

/**
 * Whether both have to be fetched again before anything is decided: they disagree about a field, or a
 * field is missing and the description is not recent. Pure.
 */
export function isOutdated({ records, description, fields }: ReadBesideDescription): boolean {
  const described = new Map(description.fields.map(({ field, exists }) => [field, exists]));
  return fields.some((field) => {
    const exists = described.get(field);
    const isAnyHidden = records.some(({ outputs }) => outputs[field] === undefined);
    const isAnyShown = records.some(({ outputs }) => outputs[field] !== undefined);
    if (exists === true && isAnyHidden) return true;
    if (exists === false && isAnyShown) return true;
    return isAnyHidden && description.ageMs > recentMs;
  });
}
