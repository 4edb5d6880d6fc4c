import { AppError } from "./app-error.ts";
import type { Logger } from "./logger.ts";
import type { Service } from "./service.ts";
import { backoffMs, delay } from "./wait.ts";

export interface TickerOptions {
  name: string;
  logger: Logger;
  /** Runs one round and returns how long to rest before the next; `wake()` cuts the rest short. */
  tick: (signal: AbortSignal) => Promise<number>;
  /** The longest rest after a failed round: 5 s by default. */
  longestBackoffMs?: number | undefined;
  /** A failure that waiting does not repair; by default one that is not retryable. */
  isFault?: ((error: AppError) => boolean) | undefined;
}

export interface Ticker extends Service {
  /** Runs the next round now, or right after the one under way. */
  wake(): void;
  /** Rejects while round after round fails in a way that waiting does not repair. */
  check(): Promise<void>;
}

const sayEveryMs = 60_000;
const stuckAfter = 4;

/**
 * A loop that lives as long as its service: one round at a time. A failure is followed by longer and
 * longer rests, and logged at once and then every minute while it lasts. Stopping waits for the round
 * under way.
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
  /** The latest failures in a row that waiting does not repair. */
  let faults: AppError[] = [];

  /** Returns how long to rest. */
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

  /** One round; returns how long to rest. */
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
