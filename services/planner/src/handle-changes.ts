import { type RecordChanged, recordKey } from "@fieldwork/contracts";
import type { Definitions } from "@fieldwork/enrichments";
import type { Received } from "@fieldwork/event-log";
import { type Database, findKnownRecords, keepPlan, signalWorkReady } from "@fieldwork/store";
import { planWork } from "./plan-work.ts";

export interface HandleChangesDeps {
  database: Database;
  definitions: Pick<Definitions, "current">;
}

/** Plans a batch of changes: two statements for the whole batch, and a signal when work became ready. */
export function createChangeHandler({ database, definitions }: HandleChangesDeps) {
  return async (events: readonly Received<RecordChanged>[]): Promise<void> => {
    const refs = new Map(events.map(({ event }) => [recordKey(event.ref), event.ref]));
    const known = await findKnownRecords(database, [...refs.values()]);
    const changes = events.map(({ event, traceparent }) => ({
      event,
      traceparent: traceparent ?? null,
    }));
    const plan = planWork({ changes, known, enrichments: definitions.current() });
    if (plan.records.length === 0) return;
    const ready = await keepPlan(database, plan);
    if (ready > 0) await signalWorkReady(database);
  };
}
