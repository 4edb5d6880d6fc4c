import type { AppError } from "@fieldwork/runtime";

/** How an ask that got no answer goes on. */
export type AfterFailure =
  /** The provider is away or out of limits: its lane closes once, for every process; the record waits. */
  | { kind: "close-lane"; closeMs: number; reason: string }
  /** Nothing is wrong with the record: it waits. */
  | { kind: "wait"; dueInMs: number; reason: string }
  /** It failed by itself; it may be tried again. */
  | { kind: "retry"; dueInMs: number; reason: string }
  | { kind: "dead"; reason: string };

const budgetRestMs = 60_000;
const retryRestMs = 2_000;
const closeDefaultMs = 5_000;

/**
 * What a failed ask calls for. Pure. Outages, limits and empty budgets are not failures; only an
 * error of the item itself counts towards a dead letter.
 */
export function planAfterFailure(
  error: AppError,
  { failures, maxFailures }: { failures: number; maxFailures: number },
): AfterFailure {
  const reason = error.message;
  switch (error.code) {
    case "model_unavailable":
    case "model_rate_limited":
    case "model_quota_exhausted":
    case "model_timeout":
    case "admission_refused":
    case "price_unknown": {
      const asked = error.details.closeLaneMs;
      const closeMs = typeof asked === "number" ? asked : (error.retryAfterMs ?? closeDefaultMs);
      return { kind: "close-lane", closeMs, reason };
    }
    case "budget_exhausted":
      return { kind: "wait", dueInMs: budgetRestMs, reason };
    case "stopped":
    case "lease_lost":
    case "store_unavailable":
    case "log_unavailable":
      return { kind: "wait", dueInMs: 0, reason };
    case "model_refused":
      return { kind: "dead", reason };
    default:
      return failures + 1 >= maxFailures
        ? { kind: "dead", reason }
        : { kind: "retry", dueInMs: retryRestMs * 2 ** failures, reason };
  }
}
