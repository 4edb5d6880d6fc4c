import { setTimeout as pause } from "node:timers/promises";
import type { RetryBudget } from "@fieldwork/limits";
import type { AppError } from "@fieldwork/runtime";
import type { AttemptTurn } from "./prepare-attempt.ts";
import { ProviderError } from "./provider-error.ts";
import type { AttemptResult, ModelLayerDeps } from "./run-attempt.ts";
import { watchAttempt } from "./watch-attempt.ts";

/** How long before a call is repeated: any time up to this, so that callers do not come back together. */
const spreadMs = 500;
/** A longer wait is the lane's, which rests and gives its work back. */
const longestHintMs = 2000;

/**
 * How long to wait before the same model is asked again, by the vendor's hint at least; undefined: asking again is of
 * no use, or not now. `random` is in [0, 1). Pure.
 */
export function retryWaitMs(error: AppError, random: number): number | undefined {
  if (!(error instanceof ProviderError)) return undefined;
  const { reason, retryAfterMs } = error;
  const waitMs = (retryAfterMs ?? 0) + Math.floor(spreadMs * random);
  switch (reason) {
    case "broken":
    case "unreachable":
    case "busy":
      return (retryAfterMs ?? 0) > longestHintMs ? undefined : waitMs;
    // Without a hint nobody knows when there will be room.
    case "rate-limited":
      return retryAfterMs === undefined || retryAfterMs > longestHintMs ? undefined : waitMs;
    // Somebody has to pay, to correct something, or to shorten it; or the time is gone.
    case "quota":
    case "timed-out":
    case "refused-key":
    case "not-permitted":
    case "unknown-model":
    case "refused-parameter":
    case "refused-request":
    case "refused-content":
    case "too-long":
    case "truncated":
    case "unreadable":
    case "not-configured":
    case "unpriced":
      return undefined;
    default:
      return reason satisfies never;
  }
}

export interface RetriedAttempt {
  /** The attempt as it is now: with the time that is left. */
  turn(): AttemptTurn;
  /** No other model of the route may be asked in its place. */
  isLastModel: boolean;
  /** An attempt with less time than this is not begun. */
  leastMs: number;
  /** Each attempt as it ends; the last one is returned. */
  onEnd(result: AttemptResult): void;
}

/**
 * One attempt and, if it failed in passing, no other model can be asked, time allows it and one call in ten has not
 * been repeated yet, a second one at the same model. Never throws.
 */
export async function runRetried(
  deps: ModelLayerDeps,
  { turn, isLastModel, leastMs, onEnd }: RetriedAttempt,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const first = turn();
  const { retries } = deps.admission;
  const result = await watchAttempt(deps, first, signal);
  onEnd(result);
  retries?.called(first.ref.provider);
  if (result.kind === "answered" || !isLastModel || !retries) return result;
  const waitMs = retryWaitMs(result.error, Math.random());
  if (waitMs === undefined || signal.aborted) return result;
  if (turn().leftMs - waitMs < leastMs) return result;
  if (!(await mayRetry(retries, first.ref.provider, { waitMs, signal }))) return result;
  const again = await watchAttempt(deps, turn(), signal);
  onEnd(again);
  return again;
}

async function mayRetry(
  retries: RetryBudget,
  provider: string,
  { waitMs, signal }: { waitMs: number; signal: AbortSignal },
): Promise<boolean> {
  if (!(await retries.take(provider))) return false;
  try {
    await pause(waitMs, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
