import { recordKey } from "@fieldwork/contracts";
import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import {
  type Database,
  findKnownRecords,
  type KnownRecordQuery,
  keepPlan,
  signalWorkReady,
} from "@fieldwork/store";
import type { FilterableFields } from "./filterable-fields.ts";
import type { LoopWatch } from "./loop-watch.ts";
import { planWork, type ReceivedChange } from "./plan-work.ts";

export interface HandleChangesDeps {
  database: Database;
  definitions: Pick<Definitions, "current">;
  filterable: Pick<FilterableFields, "current">;
  /** Told of what is called for, once it is kept. */
  note?: LoopWatch["note"];
}

/** Plans a batch of changes: two statements for the whole batch, and a signal if work became ready. */
export function createChangeHandler({
  database,
  definitions,
  filterable,
  note,
}: HandleChangesDeps) {
  return async (changes: readonly ReceivedChange[]): Promise<void> => {
    const enrichments = definitions.current();
    const known = await findKnownRecords(database, knownRecordQueries(changes, enrichments));
    const plan = planWork({ changes, known, enrichments, filterable: filterable.current() });
    if (plan.records.length === 0 && plan.work.length === 0) return;
    const ready = await keepPlan(database, plan);
    note?.(plan.work);
    if (ready > 0) await signalWorkReady(database);
  };
}

function knownRecordQueries(
  changes: readonly ReceivedChange[],
  enrichments: readonly Enrichment[],
): KnownRecordQuery[] {
  const defined = Map.groupBy(enrichments, ({ object }) => object);
  const asks = new Map<string, KnownRecordQuery>();
  for (const { event, backfill } of changes) {
    const { ref } = event;
    const key = recordKey(ref);
    // A backfill wants the newest state of a record, which may be newer than its page.
    const isWhole = backfill !== undefined || asks.get(key)?.isWhole === true;
    const names = (defined.get(ref.object) ?? []).map(({ name }) => name);
    asks.set(key, { ref, enrichments: names, isWhole });
  }
  return [...asks.values()];
}
