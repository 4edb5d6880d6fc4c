import { ProviderError, restAfter } from "@fieldwork/models";
import type { AppError } from "@fieldwork/runtime";
import type { Suspicion } from "@fieldwork/store";

/** What happens to work that got no answer. */
export type AfterFailure =
  /** Nothing is wrong with the record: it waits. */
  | { kind: "wait"; dueInMs: number }
  /** It is unclear whether the record or the model is at fault: the model rests until a check shows it. */
  | { kind: "doubt" }
  /** It failed by itself; it may be tried again. */
  | { kind: "retry"; dueInMs: number }
  | { kind: "dead" };

/** When this many different records fail the same way with no success in between, the model is in doubt. */
export const alikeRecords = 5;

const budgetRestMs = 60_000;
const retryRestMs = 2_000;

/**
 * What a failure calls for. Pure. Outages, limits, holds, settings and empty budgets are not failures
 * of the record: only its own error counts towards a dead letter, and only while the model answers
 * others.
 */
export function planAfterFailure(
  error: AppError,
  situation: {
    failures: number;
    maxFailures: number;
    /** If the error may be the record's own. */
    suspicion: Suspicion | undefined;
  },
): AfterFailure {
  const { failures, maxFailures, suspicion } = situation;
  if (error instanceof ProviderError) {
    if (restAfter(error)) return { kind: "wait", dueInMs: 0 };
    const isLast = isForGood(error) || failures + 1 >= maxFailures;
    return judge({ isLast, isForGood: isForGood(error), failures }, suspicion);
  }
  return afterOurFailure(error, situation);
}

function afterOurFailure(
  { code, retryAfterMs }: AppError,
  { failures, maxFailures }: { failures: number; maxFailures: number },
): AfterFailure {
  switch (code) {
    case "budget_exhausted":
      return { kind: "wait", dueInMs: budgetRestMs };
    case "admission_refused":
      return { kind: "wait", dueInMs: retryAfterMs ?? 0 };
    case "held":
    case "stopped":
    case "lease_lost":
    case "backend_unavailable":
    case "log_unavailable":
      return { kind: "wait", dueInMs: 0 };
    // The answer is paid for; the same one would not be stored the next time either.
    case "data_invalid":
      return { kind: "dead" };
    // A bug, or something that should never happen: it must not be repeated for ever.
    case "internal":
    case "config_invalid":
    case "definition_invalid":
    case "event_malformed":
    case "request_invalid":
    case "sheet_outdated":
    case "not_signed_in":
    case "forbidden":
    case "not_found":
    case "too_many_requests":
    case "request_too_broad":
    case "price_unknown":
    case "model_unavailable":
    case "model_misconfigured":
    case "model_rate_limited":
    case "model_quota_exhausted":
    case "model_timeout":
    case "model_refused":
    case "model_output_truncated":
    case "model_output_invalid":
    case "model_request_invalid":
    case "crm_unavailable":
    case "crm_rate_limited":
    case "crm_quota_exhausted":
    case "crm_auth_failed":
    case "crm_reply_malformed":
    case "crm_record_gone":
    case "crm_record_locked":
    case "crm_write_rejected":
    case "crm_request_rejected":
    case "crm_field_missing":
    case "crm_write_unknown":
    case "crm_read_stale":
      return failures + 1 >= maxFailures ? { kind: "dead" } : retry(failures);
    default:
      return code satisfies never;
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

/** The vendor said that this content or this length is not accepted: asking again would change nothing. */
function isForGood({ isAmbiguous }: ProviderError): boolean {
  return !isAmbiguous;
}
