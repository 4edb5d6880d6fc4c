import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import {
  AppError,
  createArrivals,
  createTicker,
  type Logger,
  type Ticker,
} from "@fieldwork/runtime";
import { countDueBackfills, type Database, listDueWrites } from "@fieldwork/store";
import { type BatchReport, reportOnFailure } from "./pace.ts";
import type { BatchRequest, WriteBatch } from "./write-batch.ts";
import { createWriteRuns } from "./write-runs.ts";

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
  const arrivals = createArrivals(lingerMs);
  let breakOff = new AbortController();
  const runs = createWriteRuns({
    write: (ask) => writeOrReport(deps, ask, breakOff.signal),
    ...{ arrivals, lingerMs },
    lookAgain: () => ticker.wake(),
  });

  /** Only where the connection chose it is anything asked here. */
  async function beginJob(adapter: CrmAdapter, object: ObjectName): Promise<void> {
    const { connection, bulkWrites } = adapter;
    if (bulkWrites === undefined) return;
    const { leastRows: most } = bulkWrites;
    const due = await countDueBackfills(database, { connection, object, most });
    if (due >= most) runs.beginJob(adapter, object);
  }

  const ticker = createTicker({
    name: "write loop",
    logger,
    async tick(signal) {
      await takeTries();
      for (const { connection, object } of await listDueWrites(database, { withOrders })) {
        const adapter = adapters.get(connection);
        if (adapter && withOrders) await beginJob(adapter, object);
        if (adapter) runs.begin(adapter, object, signal);
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
      await runs.ended();
      clearTimeout(timer);
    },
  };
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
