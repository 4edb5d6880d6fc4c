import type { ObjectName } from "@fieldwork/contracts";
import type { ActivityKind, CrmAdapter } from "@fieldwork/crm";

/** The fields of an object that enrichments read now; none of an object that is not enriched. */
export type WantedFields = (object: ObjectName) => ReadonlySet<string>;

/** The kinds of activities that somebody reads, each with the objects that it is read of. Pure. */
export function wantedKinds(
  { objects, activities }: Pick<CrmAdapter, "objects" | "activities">,
  wants: WantedFields,
): Map<ActivityKind, ObjectName[]> {
  const found = new Map<ActivityKind, ObjectName[]>();
  for (const object of objects) {
    const names = wants(object);
    for (const { kind, field } of activities?.of(object) ?? []) {
      if (names.has(field)) found.set(kind, [...(found.get(kind) ?? []), object]);
    }
  }
  return found;
}
