import type { ErrorCode } from "@fieldwork/runtime";

/** What the checks found about an answer. */
export type AnswerKind = "clean" | "partly-rejected" | "all-rejected" | "unreadable";

export interface AttemptSituation {
  /** This attempt was the model's repair turn. */
  isRepair: boolean;
  /** Its limit of output tokens was already raised. */
  isRaised: boolean;
  /** The model's first answer had values that passed. */
  hasKeptValues: boolean;
  hasNextModel: boolean;
  /** The deadline of the logical call has not passed. */
  hasTime: boolean;
}

export type NextStep =
  /** Take what passed in both turns; what was rejected in both stays blank, with its reason. */
  | { kind: "accept" }
  /** Ask the same model once more, with the list of mistakes. */
  | { kind: "repair" }
  /** Ask the same model once more, with a higher limit of output tokens. */
  | { kind: "raise-cap" }
  | { kind: "next-model" }
  | { kind: "fail" };

/**
 * What follows an attempt. Pure. A model is repaired at most once, and values that passed are not lost
 * if its repair fails. What another model may do better is left to the next one of the route; what no
 * model can help ends the call.
 */
export function decideNext(
  end: AnswerKind | { code: ErrorCode },
  situation: AttemptSituation,
): NextStep {
  if (typeof end === "object") return afterFailure(end.code, situation);
  const canRepair = !situation.isRepair && situation.hasTime;
  switch (end) {
    case "clean":
      return { kind: "accept" };
    case "partly-rejected":
      return canRepair ? { kind: "repair" } : { kind: "accept" };
    case "all-rejected": {
      if (canRepair) return { kind: "repair" };
      const next = withoutAnswer(situation);
      return next.kind === "fail" ? { kind: "accept" } : next;
    }
    case "unreadable":
      return canRepair ? { kind: "repair" } : withoutAnswer(situation);
    default:
      return end satisfies never;
  }
}

function withoutAnswer({ hasKeptValues, hasNextModel, hasTime }: AttemptSituation): NextStep {
  if (hasKeptValues) return { kind: "accept" };
  return hasNextModel && hasTime ? { kind: "next-model" } : { kind: "fail" };
}

function afterFailure(code: ErrorCode, situation: AttemptSituation): NextStep {
  const { isRaised, hasKeptValues, hasTime } = situation;
  if (failureKind(code) === "ours") return { kind: "fail" };
  const isCut = code === "model_output_truncated" && !isRaised && !hasKeptValues;
  return isCut && hasTime ? { kind: "raise-cap" } : withoutAnswer(situation);
}

/** What a failed attempt is about: the item, the model's side, or ours. */
export function failureKind(code: ErrorCode): "verdict" | "away" | "ours" {
  switch (code) {
    case "model_output_invalid":
    case "model_refused":
    case "model_output_truncated":
    case "model_request_invalid":
      return "verdict";
    case "model_unavailable":
    case "model_misconfigured":
    case "model_rate_limited":
    case "model_quota_exhausted":
    case "model_timeout":
    case "admission_refused":
    case "held":
    case "budget_exhausted":
    case "price_unknown":
      return "away";
    case "config_invalid":
    case "definition_invalid":
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
    case "event_malformed":
    case "data_invalid":
    case "request_invalid":
    case "sheet_outdated":
    case "not_signed_in":
    case "forbidden":
    case "not_found":
    case "too_many_requests":
    case "request_too_broad":
    case "backend_unavailable":
    case "log_unavailable":
    case "lease_lost":
    case "stopped":
    case "internal":
      return "ours";
    default:
      return code satisfies never;
  }
}
