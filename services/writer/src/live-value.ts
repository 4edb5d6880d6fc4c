import type { CrmRecord } from "@fieldwork/contracts";
import type { FieldDescription } from "@fieldwork/crm";

/**
 * What stands in a field: null is blank, undefined is hidden from us. A read counts only where the
 * description bears it out.
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
  /** The fields that will be decided on. */
  fields: readonly string[];
}

// A field that was hidden when it was described may be shown by now.
const recentMs = 3000;

/**
 * Whether both are to be asked for anew before anything is decided: they speak of different fields, or
 * a field is missing that nobody has looked for a while. Pure.
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
