import { ProviderError, restAfter } from "@fieldwork/models";
import type { AppError } from "@fieldwork/runtime";
import type { Suspicion } from "@fieldwork/store";

/** How an ask that got no answer goes on. */
export type AfterFailure =
  /** Nothing is wrong with the record: it waits. */
  | { kind: "wait"; dueInMs: number }
  /** Nobody can tell whether the record or the model is at fault: the model rests until a check tells. */
  | { kind: "doubt" }
  /** It failed by itself; it may be tried again. */
  | { kind: "retry"; dueInMs: number }
  | { kind: "dead" };

/** So many different records, failed alike with no success between, put the model in doubt. */
export const alikeRecords = 5;

const budgetRestMs = 60_000;
const retryRestMs = 2_000;

/**
 * What a failed ask calls for. Pure. Outages, limits, holds, settings and empty budgets are no failures of
 * the record: only its own error counts towards a dead letter, and only while the model answers others.
 */
export function planAfterFailure(
  error: AppError,
  situation: {
    failures: number;
    maxFailures: number;
    /** Where the error may be the record's own. */
    suspicion: Suspicion | undefined;
  },
): AfterFailure {
  const { failures, maxFailures, suspicion } = situation;
  if (error instanceof ProviderError) {
    if (restAfter(error)) return { kind: "wait", dueInMs: 0 };
    const isLast = isForGood(error) || failures + 1 >= maxFailures;
    return judge({ isLast, isForGood: isForGood(error), failures }, suspicion);
  }
  switch (error.code) {
    case "budget_exhausted":
      return { kind: "wait", dueInMs: budgetRestMs };
    case "admission_refused":
      return { kind: "wait", dueInMs: error.retryAfterMs ?? 0 };
    case "held":
    case "stopped":
    case "lease_lost":
    case "backend_unavailable":
    case "log_unavailable":
      return { kind: "wait", dueInMs: 0 };
    // The answer is paid for; the same one would not be kept the next time either.
    case "data_invalid":
      return { kind: "dead" };
    default:
      return failures + 1 >= maxFailures ? { kind: "dead" } : retry(failures);
  }
}

function judge(
  { isLast, isForGood, failures }: { isLast: boolean; isForGood: boolean; failures: number },
  suspicion: Suspicion = { records: 1, answersOthers: false },
): AfterFailure {
  if (isLast && suspicion.answersOthers) return { kind: "dead" };
  if (suspicion.records >= alikeRecords) return { kind: "doubt" };
  if (!isLast) return retry(failures);
  return isForGood ? { kind: "dead" } : { kind: "doubt" };
}

function retry(failures: number): AfterFailure {
  return { kind: "retry", dueInMs: retryRestMs * 2 ** failures };
}

/** The vendor said that this content or this length will not do: to ask again would change nothing. */
function isForGood({ isAmbiguous }: ProviderError): boolean {
  return !isAmbiguous;
}
