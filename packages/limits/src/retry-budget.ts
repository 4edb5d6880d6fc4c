import type { Redis } from "ioredis";

/**
 * Leave to repeat calls that failed: one for every ten that were made, over all processes that share it, so that an
 * outage is not asked harder the worse it gets.
 */
export interface RetryBudget {
  /** A call is made that is no repetition. Asks nobody. */
  called(scope: string): void;
  /** Whether a call may be repeated now; if so, that is counted. False if nobody can tell. */
  take(scope: string): Promise<boolean>;
}

/** What a repetition costs, in calls. */
const callsPerRetry = 10;
/** Calls that are saved up at most: a long good day is no leave for a storm. */
const callsKept = 100;
const keptForMs = 60 * 60_000;

/** After so many calls more, and perhaps one repetition. Pure; the script below does the same. */
export function decideRetry(saved: number, calls: number): { saved: number; granted: boolean } {
  const now = Math.min(callsKept, saved + calls);
  return now < callsPerRetry
    ? { saved: now, granted: false }
    : { saved: now - callsPerRetry, granted: true };
}

const script = `
local saved = math.min(${callsKept}, tonumber(redis.call('GET', KEYS[1]) or 0) + tonumber(ARGV[1]))
local granted = saved >= ${callsPerRetry}
if granted then saved = saved - ${callsPerRetry} end
redis.call('SET', KEYS[1], saved, 'PX', ${keptForMs})
return granted and 1 or 0`;

/** For one process. */
export function createRetryBudget(): RetryBudget {
  const saved = new Map<string, number>();
  return countingBudget(async (scope, calls) => {
    const decided = decideRetry(saved.get(scope) ?? 0, calls);
    saved.set(scope, decided.saved);
    return decided.granted;
  });
}

/** For all processes that share a Redis. */
export function createRedisRetryBudget(redis: Redis, prefix: string): RetryBudget {
  return countingBudget(async (scope, calls) => {
    const key = `${prefix}:{${scope}}:retries`;
    return (await redis.eval(script, 1, key, calls)) === 1;
  });
}

/**
 * Calls are counted here, and told with the next question: an ordinary call costs no round trip. What a question that
 * fails took along is lost, and nothing is repeated for it.
 */
function countingBudget(ask: (scope: string, calls: number) => Promise<boolean>): RetryBudget {
  const untold = new Map<string, number>();
  return {
    called(scope) {
      untold.set(scope, Math.min(callsKept, (untold.get(scope) ?? 0) + 1));
    },
    async take(scope) {
      const calls = untold.get(scope) ?? 0;
      untold.set(scope, 0);
      try {
        return await ask(scope, calls);
      } catch {
        return false;
      }
    },
  };
}
