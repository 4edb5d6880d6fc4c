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

export interface WriteLoopDeps {
  database: Database;
  adapters: ReadonlyMap<string, CrmAdapter>;
  writeBatch: (adapter: CrmAdapter, object: ObjectName, signal: AbortSignal) => Promise<number>;
  lingerMs: number;
  pollMs: number;
  logger: Logger;
}

// A call to the CRM that is broken off may have been carried out: it is broken off as a last resort.
const finishWithinMs = 7000;

/**
 * One batch at a time for each connection and object, all of them side by side: a connection that is
 * out of quota or out of reach rests on its own.
 */
export function createWriteLoop(deps: WriteLoopDeps): Ticker {
  const { database, adapters, writeBatch, lingerMs, pollMs, logger } = deps;
  const running = new Map<string, Promise<void>>();
  const failures = new Map<string, number>();
  let impatience = new AbortController();

  async function drain(
    adapter: CrmAdapter,
    object: ObjectName,
    signal: AbortSignal,
  ): Promise<void> {
    const { connection } = adapter;
    try {
      let claimed = 0;
      do {
        claimed = await writeBatch(adapter, object, impatience.signal);
      } while (claimed === adapter.maxWriteBatch && !signal.aborted);
      failures.delete(connection);
    } catch (err) {
      if (signal.aborted) return;
      const attempt = (failures.get(connection) ?? 0) + 1;
      failures.set(connection, attempt);
      logger.warn({ err, connection, object }, "batch could not be written; the connection rests");
      const floorMs = AppError.from(err).retryAfterMs;
      await delay(backoffMs(attempt, { baseMs: 500, capMs: 60_000, floorMs }), signal);
    }
  }

  const ticker = createTicker({
    name: "write loop",
    logger,
    async tick(signal) {
      for (const { connection, object } of await listDueWrites(database)) {
        const adapter = adapters.get(connection);
        const key = `${connection}/${object}`;
        if (!adapter || running.has(key)) continue;
        running.set(
          key,
          delay(lingerMs, signal)
            .then(() => (signal.aborted ? undefined : drain(adapter, object, signal)))
            .finally(() => {
              running.delete(key);
              ticker.wake();
            }),
        );
      }
      return pollMs;
    },
  });

  return {
    ...ticker,
    async start() {
      if (impatience.signal.aborted) impatience = new AbortController();
      await ticker.start();
    },
    async stop() {
      await ticker.stop();
      const timer = setTimeout(() => impatience.abort(), finishWithinMs);
      await Promise.all(running.values());
      clearTimeout(timer);
    },
  };
}
