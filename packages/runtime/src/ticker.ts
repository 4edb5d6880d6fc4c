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
}

export interface Ticker extends Service {
  /** Runs the next round now, or right after the one under way. */
  wake(): void;
}

/**
 * A loop that lives as long as its service: one round at a time, an outage is logged once and backed
 * off, longer and longer, and stopping waits for the round under way.
 */
export function createTicker(options: TickerOptions): Ticker {
  const { name, logger, tick, longestBackoffMs = 5000 } = options;
  let stopping = new AbortController();
  let running: Promise<void> | undefined;
  let rest = new AbortController();
  let woken = false;

  let failures = 0;

  /** One round; says how long to rest. */
  async function round(signal: AbortSignal): Promise<number> {
    try {
      const restMs = await tick(signal);
      failures = 0;
      return restMs;
    } catch (err) {
      if (signal.aborted) return 0;
      const floorMs = AppError.from(err).retryAfterMs ?? 100;
      if (failures === 0) logger.warn({ err, part: name }, "round failed; trying again");
      return backoffMs(++failures, { baseMs: 200, capMs: longestBackoffMs, floorMs });
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
  };
}
