import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import {
  AppError,
  backoffMs,
  createArrivals,
  createTicker,
  delay,
  type Logger,
  type Ticker,
} from "@fieldwork/runtime";
import { type Database, listDueWrites } from "@fieldwork/store";
import { type BatchReport, type Pace, reportOnFailure } from "./pace.ts";
import type { BatchRequest, WriteBatch } from "./write-batch.ts";
import { writeWhileFull } from "./write-while-full.ts";

export interface WriteLoopDeps {
  database: Database;
  adapters: ReadonlyMap<string, CrmAdapter>;
  writeBatch: WriteBatch;
  /** Lets through what may be tried of the groups that wait. */
  takeTries: () => Promise<unknown>;
  /** Includes orders, except in a preview. */
  withOrders: boolean;
  lingerMs: number;
  pollMs: number;
  logger: Logger;
}

// A call to the CRM that is aborted may have been carried out, so aborting is the last resort.
const finishWithinMs = 7000;

/**
 * Writes for each connection and object by itself, all of them in parallel: a connection that is out of
 * quota or unreachable rests alone.
 */
export function createWriteLoop(deps: WriteLoopDeps): Ticker {
  const { database, adapters, takeTries, withOrders, lingerMs, pollMs, logger } = deps;
  const running = new Map<string, Promise<void>>();
  const paces = new Map<string, Pace>();
  /** Found due while a batch of theirs was under way. */
  const foundMeanwhile = new Set<string>();
  const arrivals = createArrivals(lingerMs);
  let breakOff = new AbortController();
  const write = (ask: BatchRequest) => writeOrReport(deps, ask, breakOff.signal);

  /** Returns whether to look again at once: where nothing could be claimed, what is due waits for something else. */
  async function drain(
    adapter: CrmAdapter,
    object: ObjectName,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { connection, maxWriteBatch: maxBatch } = adapter;
    const key = keyOf(connection, object);
    const before = paces.get(key) ?? { batchSize: maxBatch, failures: 0 };
    const { pace, claimed, waitMs } = await writeWhileFull(
      { pace: before, maxBatch, write: (ask) => write({ adapter, object, ...ask }) },
      signal,
    );
    paces.set(key, pace);
    if (pace.failures === 0 || signal.aborted) return claimed > 0;
    await delay(backoffMs(pace.failures, { baseMs: 500, capMs: 60_000, floorMs: waitMs }), signal);
    return true;
  }

  async function run(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): Promise<void> {
    const key = keyOf(adapter.connection, object);
    // In any case a turn of the event loop, for whatever else waits.
    await delay(arrivals.areFrequent() ? lingerMs : 0, signal);
    const looksAgain = !signal.aborted && (await drain(adapter, object, signal));
    running.delete(key);
    if (foundMeanwhile.delete(key) || looksAgain) ticker.wake();
  }

  const ticker = createTicker({
    name: "write loop",
    logger,
    async tick(signal) {
      await takeTries();
      for (const { connection, object } of await listDueWrites(database, { withOrders })) {
        const adapter = adapters.get(connection);
        const key = keyOf(connection, object);
        if (running.has(key)) foundMeanwhile.add(key);
        else if (adapter) running.set(key, run(adapter, object, signal));
      }
      return pollMs;
    },
  });

  return {
    ...ticker,
    /** An answer has been announced. */
    wake() {
      arrivals.note();
      ticker.wake();
    },
    async start() {
      if (breakOff.signal.aborted) breakOff = new AbortController();
      await ticker.start();
    },
    async stop() {
      await ticker.stop();
      const timer = setTimeout(() => breakOff.abort(), finishWithinMs);
      await Promise.all(running.values());
      clearTimeout(timer);
    },
  };
}

function keyOf(connection: string, object: ObjectName): string {
  return `${connection}/${object}`;
}

async function writeOrReport(
  { writeBatch, logger }: WriteLoopDeps,
  ask: BatchRequest,
  signal: AbortSignal,
): Promise<BatchReport> {
  try {
    return await writeBatch(ask, signal);
  } catch (err) {
    const { adapter, object, limit } = ask;
    const { connection } = adapter;
    logger.warn(
      { err, connection, object },
      "a batch could not be written; resting the connection",
    );
    return reportOnFailure(limit, AppError.from(err));
  }
}
