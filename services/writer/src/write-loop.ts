import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import {
  AppError,
  backoffMs,
  createTicker,
  delay,
  type Logger,
  type Ticker,
} from "@fieldwork/runtime";
import { type Database, listDueWrites } from "@fieldwork/store";
import { type BatchReport, nextPace, type Pace, reportOnFailure } from "./pace.ts";
import type { BatchRequest, WriteBatch } from "./write-batch.ts";

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
/** Of one object of one connection: while the CRM replies to one, the next is prepared. */
const batchesAtOnce = 2;

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
  let breakOff = new AbortController();
  const write = (ask: BatchRequest) => writeOrReport(deps, ask, breakOff.signal);

  /**
   * Writes while full batches succeed: while one is read and sent, the next is claimed. Then rests, the
   * longer the more of them failed. Returns whether to look again at once: where nothing could be claimed,
   * what is due waits for something else.
   */
  async function drain(
    adapter: CrmAdapter,
    object: ObjectName,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { connection, maxWriteBatch } = adapter;
    const key = keyOf(connection, object);
    const underWay = new Set<Promise<void>>();
    let pace = paces.get(key) ?? { batchSize: maxWriteBatch, failures: 0 };
    let waitMs = 0;
    let claimed: number;
    let isFull: boolean;
    do {
      const limit = pace.batchSize;
      const { claims, report } = begin({ adapter, object, limit });
      const ending = report.then((last) => {
        pace = nextPace(pace, last, maxWriteBatch);
        paces.set(key, pace);
        waitMs = Math.max(waitMs, last.waitMs);
        underWay.delete(ending);
      });
      underWay.add(ending);
      claimed = await claims;
      isFull = claimed === limit;
      // Whose fault a failure is shows only where a batch is alone.
      const most = pace.batchSize === maxWriteBatch ? batchesAtOnce : 1;
      while (underWay.size >= most) await Promise.race(underWay);
    } while (isFull && pace.failures === 0 && !signal.aborted);
    await Promise.all(underWay);
    if (pace.failures === 0 || signal.aborted) return claimed > 0;
    await delay(
      backoffMs(pace.failures, { baseMs: 500, capMs: 60_000, floorMs: waitMs }),
      signal,
    );
    return true;
  }

  function begin(ask: BatchRequest): { claims: Promise<number>; report: Promise<BatchReport> } {
    const { promise: claims, resolve } = Promise.withResolvers<number>();
    const report = write({ ...ask, onClaimed: resolve });
    return { claims: Promise.race([claims, report.then(({ claimed }) => claimed)]), report };
  }

  async function run(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): Promise<void> {
    const key = keyOf(adapter.connection, object);
    await delay(lingerMs, signal);
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
