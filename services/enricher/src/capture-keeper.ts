import { AppError, createTicker, type Logger, type Service } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { type Capture, keepCaptures } from "@fieldwork/store/captures";

export interface CaptureKeeper extends Service {
  /** Has it stored soon, together with others. */
  keep(capture: Capture): void;
}

const lingerMs = 500;
const maxBatch = 50;
// Whoever has everything captured while the store is away loses the newest.
const maxWaiting = 500;

/** Stores what is captured. No call waits for it, and none fails by it. */
export function createCaptureKeeper({
  database,
  logger,
}: {
  database: Database;
  logger: Logger;
}): CaptureKeeper {
  const waiting: Capture[] = [];

  async function store(): Promise<void> {
    const some = waiting.splice(0, maxBatch);
    if (some.length === 0) return;
    try {
      await keepCaptures(database, some);
    } catch (error) {
      const { retryable } = AppError.from(error);
      if (retryable) waiting.unshift(...some);
      throw error;
    }
  }

  const ticker = createTicker({
    name: "captures",
    logger,
    async tick() {
      await store();
      return waiting.length === 0 ? lingerMs : 0;
    },
  });

  return {
    name: "captures",
    start: ticker.start,
    async stop() {
      await ticker.stop();
      await store().catch((err: unknown) => logger.warn({ err }, "captures were not stored"));
    },
    keep(capture) {
      if (waiting.length < maxWaiting) waiting.push(capture);
    },
  };
}
