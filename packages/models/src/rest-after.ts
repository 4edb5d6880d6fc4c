import type { ProviderError } from "./provider-error.ts";

/** What is left alone after a failure, for how long, and what ends it. */
export interface Rest {
  /** The whole provider, or the one model that was asked. */
  of: "provider" | "model";
  /** As the vendor asks; else `baseMs`, doubled while pauses follow on each other, up to `capMs`. */
  waitMs: number | undefined;
  baseMs: number;
  capMs: number;
  /** Only an accepted check opens it: one small call that holds no record. */
  needsCheck: boolean;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
// Some vendors ask for 0 seconds; a lane that never closes would ask them again at once, for ever.
const leastWaitMs = 250;

const busyPause = { baseMs: 5 * secondMs, capMs: 5 * minuteMs };
// Somebody has to pay, or to correct the configuration; until then each try is wasted.
const personPause = { baseMs: 5 * minuteMs, capMs: 15 * minuteMs };
const quotaPause = { baseMs: 15 * minuteMs, capMs: 60 * minuteMs };
/** The check follows at once: nobody knows yet whose failure it is. */
export const suspicionPause = { baseMs: 0, capMs: 0 };

/**
 * The rest that a failure calls for; undefined when it is about the record, or nobody knows yet whether
 * it is. Pure.
 */
export function restAfter(error: ProviderError): Rest | undefined {
  const { reason } = error;
  const hintMs =
    error.retryAfterMs === undefined ? undefined : Math.max(leastWaitMs, error.retryAfterMs);
  switch (reason) {
    case "rate-limited":
      return { of: "provider", waitMs: hintMs, ...busyPause, needsCheck: false };
    case "busy":
    case "unreachable":
      return { of: "provider", waitMs: hintMs, ...busyPause, needsCheck: true };
    case "quota": {
      // A hint of seconds beside an exhausted quota is the server's habit, not a promise.
      const waitMs = hintMs !== undefined && hintMs > quotaPause.baseMs ? hintMs : undefined;
      return { of: "provider", waitMs, ...quotaPause, needsCheck: true };
    }
    case "refused-key":
    case "not-permitted":
      return { of: "provider", waitMs: hintMs, ...personPause, needsCheck: true };
    case "unknown-model":
    case "refused-parameter":
    case "not-configured":
    case "unpriced":
      return { of: "model", waitMs: hintMs, ...personPause, needsCheck: true };
    case "too-long":
    case "refused-request":
    case "refused-content":
    case "truncated":
    case "unreadable":
    case "broken":
    case "timed-out":
      return undefined;
    default:
      return reason satisfies never;
  }
}
