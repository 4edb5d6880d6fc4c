import {
  type CrmRecord,
  newTraceparent,
  type ObjectName,
  plannerGroup,
  type RecordChanged,
  topics,
} from "@fieldwork/contracts";
import type { Change, CrmAdapter, Cursor } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { delay, type Logger } from "@fieldwork/runtime";
import { type Database, findCursor } from "@fieldwork/store";
import { findKnownContent, type KnownContent } from "@fieldwork/store/reconciliations";
import { createReadClock } from "../read-clock.ts";
import { type Comparison, compareRecords } from "./compare-records.ts";

export interface ReconcileDeps {
  adapter: CrmAdapter;
  database: Database;
  eventLog: EventLog;
  /** The objects that are enriched now. */
  objects(): ReadonlySet<ObjectName>;
  leaseMs: number;
  /** Undefined: only by order. */
  everyMs: number | undefined;
  logger: Logger;
}

const longestPlanningMs = 30_000;
const planningEveryMs = 250;

export interface Found extends Comparison {
  /** Of those that ended, as events. */
  ends: Change[];
  /** When the read that showed all this began. */
  readAt: string;
}

/** What differs now, and still does once what was published meanwhile is planned. */
export async function findDifferences(
  { adapter, database, eventLog }: ReconcileDeps,
  { object, known }: { object: ObjectName; known: readonly KnownContent[] },
  signal: AbortSignal,
): Promise<Found> {
  const { connection } = adapter;
  const cursor = await findCursor<Cursor>(database, connection, object);
  const scannedBeforeMs = adapter.scannedBeforeMs(cursor) ?? 0;
  const ids = known.map(({ id }) => id);
  const readAt = readStart();
  const read = await adapter.readNow(object, ids, signal);
  const first = compareRecords(known, read, scannedBeforeMs);
  if (first.stale.length + first.ended.length === 0) return { ...first, ends: [], readAt };
  await untilPlanned(eventLog, signal);
  const suspects = [...first.stale.map(({ ref }) => ref.id), ...first.ended];
  const again = await findKnownContent(database, { connection, object }, suspects);
  const found = compareRecords(
    again.filter(({ hasEnded }) => !hasEnded),
    read,
    scannedBeforeMs,
  );
  const vendorAtOf = new Map(again.map(({ id, vendorAt }) => [id, vendorAt.toISOString()]));
  const became = new Map(read.changes.map((change) => [change.ref.id, change]));
  const ends = found.ended.map((id): Change => {
    const told = became.get(id);
    if (told?.kind === "deleted") return told;
    const version = { vendorAt: vendorAtOf.get(id) ?? "", contentHash: "deleted" };
    return { kind: "deleted", ref: { connection, object, id }, version };
  });
  return { ...found, inFlight: first.inFlight + found.inFlight, ends, readAt };
}

/**
 * Of records that the CRM lists and nobody knows, those that are there, as a read of them shows them: a
 * search goes on listing for a while what has ended.
 */
export async function readMissing(
  { adapter }: Pick<ReconcileDeps, "adapter">,
  { object, listed }: { object: ObjectName; listed: readonly CrmRecord[] },
  signal: AbortSignal,
): Promise<{ missing: Change[]; readAt: string }> {
  const readAt = readStart();
  if (listed.length === 0) return { missing: [], readAt };
  const ids = new Set(listed.map(({ ref }) => ref.id));
  const { changes } = await adapter.readNow(object, [...ids], signal);
  const missing = changes.filter(({ kind, ref }) => kind === "changed" && ids.has(ref.id));
  return { missing, readAt };
}

export async function untilPlanned(eventLog: EventLog, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + longestPlanningMs;
  while (performance.now() < giveUpAt && !signal.aborted) {
    if ((await eventLog.lag(topics.recordChanged, plannerGroup)) === 0) return;
    await delay(planningEveryMs, signal);
  }
}

const readStart = createReadClock();

/** What differs, as it was read. */
export async function repair(
  { eventLog, logger, adapter }: ReconcileDeps,
  { changes, readAt }: { changes: readonly Change[]; readAt: string },
): Promise<void> {
  if (changes.length === 0) return;
  await eventLog.publish(
    topics.recordChanged,
    changes.map((change) => ({
      event: { ...change, readAt } satisfies RecordChanged,
      traceparent: newTraceparent(),
    })),
  );
  const { connection } = adapter;
  logger.warn(
    { connection, count: changes.length },
    "records that were missing or stale are repaired",
  );
}
