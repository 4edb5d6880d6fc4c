import { type AppError, createTicker, type Logger, type Service } from "@fieldwork/runtime";

/** What a process knows of a table, read again and again, so that no record costs a query. */
export interface Mirror extends Service {
  /**
   * Resolves once what was last read is no older than it may be.
   *
   * @throws AppError what `tooSlow` makes, while the store does not answer in time.
   */
  fresh(): Promise<void>;
  /** Without waiting. */
  isFresh(): boolean;
}

export interface MirrorOptions {
  name: string;
  /** Changes since it began may be missing. */
  read: () => Promise<void>;
  lookEveryMs: number;
  maxAgeMs: number;
  tooSlow: () => AppError;
  logger: Logger;
  /** Never decreases. */
  nowMs?: (() => number) | undefined;
}

export function createMirror(options: MirrorOptions): Mirror {
  const { name, read, lookEveryMs, maxAgeMs, tooSlow, logger } = options;
  const { nowMs = () => performance.now() } = options;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function readNow(): Promise<void> {
    const beganMs = nowMs();
    await read();
    readAtMs = beganMs;
  }

  function readOnce(): Promise<void> {
    reading ??= readNow().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  const isFresh = () => nowMs() - readAtMs <= maxAgeMs;
  const { start, stop } = createTicker({
    ...{ name, logger, longestBackoffMs: lookEveryMs },
    async tick() {
      await readOnce();
      return lookEveryMs;
    },
  });

  return {
    ...{ name, start, stop, isFresh },
    async fresh() {
      // The read under way may have begun too long ago.
      if (!isFresh()) await readOnce();
      if (!isFresh()) await readOnce();
      if (!isFresh()) throw tooSlow();
    },
  };
}
