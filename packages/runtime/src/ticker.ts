import { AppError } from "./app-error.ts";
import type { Logger } from "./logger.ts";
import type { Service } from "./service.ts";
import { backoffMs, delay } from "./wait.ts";

export interface TickerOptions {
  name: string;
  logger: Logger;
  /** Runs one round and says how long to rest before the next; `wake()` cuts the rest short. */
  tick: (signal: AbortSignal) => Promise<number>;
  /** The longest rest after a round that failed: 5 s, unless told otherwise. */
  longestBackoffMs?: number | undefined;
  /** What no waiting mends; else what is not retryable. */
  isFault?: ((error: AppError) => boolean) | undefined;
}

export interface Ticker extends Service {
  /** Runs the next round now, or right after the one under way. */
  wake(): void;
  /** Rejects while it cannot go on, round after round, for what no waiting mends. */
  check(): Promise<void>;
}

const sayEveryMs = 60_000;
const stuckAfter = 4;

/**
 * A loop that lives as long as its service: one round at a time, a failure is backed off, longer and
 * longer, and logged at once and again each minute that it lasts; stopping waits for the round under way.
 */
export function createTicker(options: TickerOptions): Ticker {
  const { name, logger, tick, longestBackoffMs = 5000 } = options;
  const { isFault = ({ retryable }: AppError) => !retryable } = options;
  let stopping = new AbortController();
  let running: Promise<void> | undefined;
  let rest = new AbortController();
  let woken = false;

  let failures = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  /** In a row and up to now, of those that no waiting mends. */
  let faults: AppError[] = [];

  /** Says how long to rest. */
  function note(error: AppError): number {
    failures += 1;
    faults = isFault(error) ? [...faults, error].slice(-stuckAfter) : [];
    const now = performance.now();
    if (now - saidAt >= sayEveryMs) {
      logger.warn({ err: error, part: name, failures }, "round failed; trying again");
      saidAt = now;
    }
    const floorMs = error.retryAfterMs ?? 100;
    return backoffMs(failures, { baseMs: 200, capMs: longestBackoffMs, floorMs });
  }

  function noteSuccess(): void {
    failures = 0;
    faults = [];
    saidAt = Number.NEGATIVE_INFINITY;
  }

  /** One round; says how long to rest. */
  async function round(signal: AbortSignal): Promise<number> {
    try {
      const restMs = await tick(signal);
      noteSuccess();
      return restMs;
    } catch (error) {
      return signal.aborted ? 0 : note(AppError.from(error));
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      woken = false;
      rest = new AbortController();
      const restMs = await round(signal);
      if (!woken && restMs > 0) await delay(restMs, AbortSignal.any([signal, rest.signal]));
    }
  }

  return {
    name,
    async start() {
      if (running) return;
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      running = undefined;
    },
    wake() {
      woken = true;
      rest.abort();
    },
    async check() {
      if (faults.length === stuckAfter) throw faults.at(-1);
    },
  };
}
