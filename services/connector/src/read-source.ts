import { newTraceparent, plannerGroup, topics } from "@fieldwork/contracts";
import { type CrmAdapter, type Cursor, isHiddenFromUs, isResting } from "@fieldwork/crm";
import type { EventLog } from "@fieldwork/event-log";
import { AppError, createTicker, type Logger, reasonOf, type Ticker } from "@fieldwork/runtime";
import { type Database, findCursor } from "@fieldwork/store";
import {
  type ClaimedRead,
  claimSourceRead,
  endSourceRead,
  keepSourceCount,
  keepSourcePage,
  releaseSourceRead,
  type SourceReadCount,
} from "@fieldwork/store/backfills";
import { createReadClock } from "./read-clock.ts";

export interface SourceReadsDeps {
  adapter: CrmAdapter;
  database: Database;
  eventLog: EventLog;
  leaseMs: number;
  logger: Logger;
  /** How many changes may wait to be planned before the next page is read. */
  mostUnplanned?: number | undefined;
}

const lookEveryMs = 1000;
const planningEveryMs = 250;
const recordsOfPage = 500;
const defaultUnplanned = 1000;
// On a line that is never idle, what was published so long ago has been planned.
const longestSettlingMs = 30_000;
const longestBackoffMs = 60_000;

/**
 * Reads at the source what people ordered to be read, page by page, and publishes it, each page only once
 * the planner has room for it. Where it goes on is stored, so that a crash reads one page twice. Any number
 * may run; what one of them does not end, another takes once the lease has lapsed.
 */
export function createSourceReads(deps: SourceReadsDeps): Ticker {
  const { adapter, database, leaseMs, logger } = deps;
  const { connection } = adapter;
  return createTicker({
    name: `reads at ${connection}`,
    logger,
    longestBackoffMs,
    async tick(signal) {
      const read = await claimSourceRead(database, { connection, leaseMs });
      if (read === undefined) return lookEveryMs;
      try {
        return await carryOn(deps, read, signal);
      } catch (cause) {
        const error = AppError.from(cause);
        if (error.retryable) {
          if (isHiddenFromUs(error)) {
            // It keeps its lease: other reads have their turn before it is looked at again.
            logger.warn({ err: error, read: read.id }, "a read of what is hidden from us waits");
            return lookEveryMs;
          }
          await releaseSourceRead(database, read.id);
          // The call that was told to wait has been logged.
          if (isResting(error)) return lookEveryMs;
          throw error;
        }
        await endSourceRead(database, read.id, reasonOf(error));
        return 0;
      }
    },
  });
}

/** One page, or a look at whether there is room for one. Returns when to go on. */
async function carryOn(
  deps: SourceReadsDeps,
  read: ClaimedRead,
  signal: AbortSignal,
): Promise<number> {
  const { adapter, database, eventLog, mostUnplanned = defaultUnplanned } = deps;
  const { id, object } = read;
  if (!adapter.objects.includes(object)) {
    const said = `${adapter.connection} has no object ${object}`;
    await endSourceRead(database, id, { code: "config-invalid", detail: { said } });
    return 0;
  }
  const count = read.count ?? (await countFirst(deps, read, signal));
  if (read.countsOnly) {
    await endSourceRead(database, id, null);
    return 0;
  }
  const unplanned = await eventLog.lag(topics.recordChanged, plannerGroup);
  if (read.state === "settling") {
    if (unplanned === 0 || read.settlingMs > longestSettlingMs) {
      await endSourceRead(database, id, null);
      return 0;
    }
  } else if (unplanned <= mostUnplanned) {
    return await readPage(deps, { read, expected: count.count }, signal);
  }
  await releaseSourceRead(database, id);
  return planningEveryMs;
}

async function countFirst(
  { adapter, database }: SourceReadsDeps,
  { id, object, filter }: ClaimedRead,
  signal: AbortSignal,
): Promise<SourceReadCount> {
  const counted = await adapter.countMatching(object, filter, signal);
  const ask = { filter, expected: counted.count, limit: recordsOfPage };
  const count = { ...counted, calls: adapter.readCalls?.(ask) ?? null };
  await keepSourceCount(database, id, count);
  return count;
}

const readStart = createReadClock();

/**
 * What the scans of changes have passed already wants nothing by itself; what is newer is a change, which
 * the scan returns once more. Returns when to go on.
 */
async function readPage(
  { adapter, database, eventLog, logger }: SourceReadsDeps,
  { read, expected }: { read: ClaimedRead; expected: number },
  signal: AbortSignal,
): Promise<number> {
  const { object, filter, token } = read;
  const cursor = await findCursor<Cursor>(database, adapter.connection, object);
  const scannedBeforeMs = adapter.scannedBeforeMs(cursor);
  const beganAt = readStart();
  const ask = { filter, token, limit: recordsOfPage, expected };
  const page = await adapter.readMatching(object, ask, signal);
  const { records, job, waitMs, readAtMs } = page;
  if (job?.state === "failed") {
    logger.warn({ read: read.id, job }, "a job of the CRM came to nothing; reading on by calls");
  }
  // What a job has read is as old as the job: a read of the same second that began later is the newer one.
  const readAt = readAtMs === undefined ? beganAt : new Date(readAtMs).toISOString();
  const events = records.map((record) => {
    const isHistory =
      scannedBeforeMs !== null && Date.parse(record.version.vendorAt) < scannedBeforeMs;
    const event = {
      ...{ kind: "changed" as const, ...record, readAt },
      ...(isHistory && { isHistory }),
      ...(page.isFromSearch && { isFromSearch: true }),
    };
    return { event, traceparent: newTraceparent() };
  });
  if (events.length > 0) await eventLog.publish(topics.recordChanged, events);
  const kept = { token: page.token, records: records.length, job, waitMs };
  await keepSourcePage(database, read, kept);
  return Math.min(waitMs ?? 0, lookEveryMs);
}
