import { AppError, delay } from "@fieldwork/runtime";

const mostTries = 5;
const firstWaitMs = 1000;
const longestWaitMs = 30_000;

/** The names of all calls that one ask may make. Pure. */
export function callIdsOf(id: string): string[] {
  return Array.from({ length: mostTries }, (_, at) => (at === 0 ? id : `${id}/${at + 1}`));
}

/**
 * Asks until there is an answer, a few times at most: a model that has no room now has some later. What no
 * waiting mends (a budget, a hold, what the record's own text causes) is thrown at once.
 */
export async function askAgain<Answer>(
  id: string,
  ask: (callId: string) => Promise<Answer>,
  { signal, wait = delay }: { signal: AbortSignal; wait?: typeof delay },
): Promise<Answer> {
  for (const [at, callId] of callIdsOf(id).entries()) {
    try {
      return await ask(callId);
    } catch (cause) {
      const error = AppError.from(cause);
      if (!isMendedByWaiting(error) || at + 1 === mostTries || signal.aborted) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, firstWaitMs * 2 ** at);
      await wait(Math.min(longestWaitMs, waitMs), signal);
    }
  }
  throw new Error("unreachable");
}

function isMendedByWaiting({ retryable, code }: AppError): boolean {
  return retryable && !["budget_exhausted", "held", "stopped"].includes(code);
}
