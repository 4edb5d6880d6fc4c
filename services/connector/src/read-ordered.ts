import { newTraceparent, type RecordChanged, type RecordRef, topics } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { AppError, createTicker, type Logger, reasonOf, type Ticker } from "@fieldwork/runtime";
import {
  claimOrderedReads,
  type Database,
  endOrderedReads,
  type OrderedReadEnd,
} from "@fieldwork/store";
import { createReadClock } from "./read-clock.ts";

export interface OrderedReadsDeps {
  adapter: CrmAdapter;
  database: Database;
  eventLog: EventLog;
  leaseMs: number;
  logger: Logger;
}

const lookEveryMs = 1000;

/**
 * Reads the records that somebody ordered to be read, and publishes what the CRM shows of them now. Any
 * number may run; what one of them does not end, another takes once the lease has lapsed.
 */
export function createOrderedReads(deps: OrderedReadsDeps): Ticker {
  const { adapter, database, leaseMs, logger } = deps;
  const { connection, maxReadBatch: limit } = adapter;
  return createTicker({
    name: `ordered reads ${connection}`,
    logger,
    async tick(signal) {
      const refs = await claimOrderedReads(database, { connection, limit, leaseMs });
      const failures: unknown[] = [];
      for (const [object, some] of Map.groupBy(refs, (ref) => ref.object)) {
        try {
          const ends = await read(deps, { object, refs: some }, signal);
          await endOrderedReads(database, { connection, object }, ends);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return refs.length < limit ? lookEveryMs : 0;
    },
  });
}

const readStart = createReadClock();

async function read(
  { adapter, eventLog }: OrderedReadsDeps,
  { object, refs }: { object: RecordRef["object"]; refs: readonly RecordRef[] },
  signal: AbortSignal,
): Promise<OrderedReadEnd[]> {
  if (!adapter.objects.includes(object)) {
    const said = `${adapter.connection} has no object ${object}`;
    const reason = { code: "config-invalid", detail: { said } } as const;
    return refs.map(({ id }) => ({ id, readAt: null, reason }));
  }
  const readAt = readStart();
  const ids = refs.map(({ id }) => id);
  try {
    const records = await adapter.readRecords(object, ids, signal);
    const events = records.map((record): RecordChanged => ({ kind: "changed", ...record, readAt }));
    await eventLog.publish(
      topics.recordChanged,
      events.map((event) => ({ event, traceparent: newTraceparent() })),
    );
    const found = new Set(records.map(({ ref }) => ref.id));
    const gone = { code: "record-gone", detail: null } as const;
    return ids.map((id) =>
      found.has(id) ? { id, readAt, reason: null } : { id, readAt: null, reason: gone },
    );
  } catch (cause) {
    const error = AppError.from(cause);
    if (error.retryable) throw error;
    return ids.map((id) => ({ id, readAt: null, reason: reasonOf(error) }));
  }
}
