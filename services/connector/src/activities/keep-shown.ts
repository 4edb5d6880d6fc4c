import type { RecordActivities } from "@fieldwork/crm";
import type { Database } from "@fieldwork/store";
import type { Suppression } from "@fieldwork/store/erasure";
import { keepShownActivities } from "@fieldwork/store/hints";

/**
 * Keeps which activities records show, so that the end of one can be taken to them; nothing of anybody who
 * was erased.
 */
export function createKeepShown({
  database,
  suppression,
}: {
  database: Database;
  suppression: Pick<Suppression, "allowed">;
}): (records: readonly RecordActivities[]) => Promise<void> {
  return async (records) => {
    const allowed = await suppression.allowed(records, ({ ref, fields }) => ({ ref, fields }));
    const rows = allowed.flatMap(({ ref, shown }) => shown.map((one) => ({ ref, ...one })));
    await keepShownActivities(database, rows);
  };
}
