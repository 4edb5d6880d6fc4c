import type { ObjectName } from "@fieldwork/contracts";
import {
  type ActivityKind,
  activityFields,
  activityKinds,
  type CrmAdapter,
  type ToldActivity,
} from "@fieldwork/crm";
import type { Database } from "@fieldwork/store";
import { type ClaimedHint, keepHints, type NewHint } from "@fieldwork/store/hints";
import { type WantedFields, wantedKinds } from "./wanted-kinds.ts";

/**
 * An activity of which a CRM tells without its records is kept as a hint of its own: which records it
 * belongs to is read with the next hints, once the CRM has its answer.
 */
export function hintAtActivity({ connection, kind, id, ...when }: ToldActivity): NewHint {
  return { ref: { connection, object: activityFields[kind], id }, kind: "changed", ...when };
}

/** The kind that a hint is about; undefined for one of a record. */
export function hintedKind(object: ObjectName): ActivityKind | undefined {
  return activityKinds.find((kind) => activityFields[kind] === object);
}

export interface FollowToldDeps {
  adapter: Pick<CrmAdapter, "objects" | "activities">;
  database: Database;
  wants: WantedFields;
}

/** Keeps hints at the records to which such activities belong. Whether there are any. */
export async function followTold(
  { adapter, database, wants }: FollowToldDeps,
  { kind, hints }: { kind: ActivityKind; hints: readonly ClaimedHint[] },
  signal: AbortSignal,
): Promise<boolean> {
  const objects = wantedKinds(adapter, wants).get(kind) ?? [];
  const ids = hints.map(({ id }) => id);
  const records = await adapter.activities?.readRecordsOf?.({ kind, objects, ids }, signal);
  const found = hints.flatMap(({ id, at }) =>
    (records?.get(id) ?? []).map((ref): NewHint => {
      return { ref, kind: "changed", atMs: at.getTime(), isBulk: false };
    }),
  );
  await keepHints(database, found);
  return found.length > 0;
}
