import type { Reason } from "@fieldwork/contracts";
import { CrmError, type FieldWriteResult } from "@fieldwork/crm";
import { type AppError, type ErrorCode, reasonOf } from "@fieldwork/runtime";

/** What one write came to, as far as it shows whose problem it is. */
export type WriteVerdict =
  | { kind: "written" }
  | { kind: "gone" }
  /**
   * It was not made for a reason that has nothing to do with the record: a limit, a credential, a call
   * that was never sent.
   */
  | { kind: "held-up"; reason: Reason; waitMs: number }
  /** The record was changed since it was read, or may have been: it is read and decided again. */
  | { kind: "overtaken"; reason: Reason; waitMs: number }
  /** The CRM does not know the field, or hides it from us. */
  | { kind: "no-field"; signature: string; reason: Reason }
  /** The CRM will not accept it: for a reason of the record, or for one that applies to all records. */
  | {
      kind: "refused";
      signature: string;
      reason: Reason;
      /** None of our tables knows what the CRM said, so that it may pass by itself. */
      isUnknown: boolean;
    }
  /** It failed, or nobody knows; it may be one record's fault, or nobody's. */
  | {
      kind: "setback";
      signature: string;
      reason: Reason;
      waitMs: number;
      isLock: boolean;
      /** How many failed in the same call, as far as the adapter knows. */
      failedTogether: number;
    };

type Failure = Exclude<WriteVerdict, { kind: "written" }>;

const heldUpRestMs = 5000;
/** What was not sent was delayed by something that may be over soon. */
const notSentRestMs = 1000;

const ours: ReadonlySet<ErrorCode> = new Set([
  "backend_unavailable",
  "log_unavailable",
  "lease_lost",
  "config_invalid",
]);

/** Pure. */
export function verdictOf(result: FieldWriteResult): WriteVerdict {
  return result.kind === "written" ? { kind: "written" } : verdictOn(result.error);
}

/** A batch whose records could not be read: nothing was sent, and any of them may be at fault. Pure. */
export function verdictOfRead(error: AppError): Extract<Failure, { kind: "held-up" | "setback" }> {
  if (ours.has(error.code)) return heldUp(error);
  const verdict = error instanceof CrmError ? verdictOn(error) : setback(error);
  return verdict.kind === "held-up" || verdict.kind === "setback" ? verdict : setback(error);
}

function verdictOn(error: CrmError): Failure {
  const { signature } = error;
  const reason = reasonOf(error);
  if (error.reason === "overtaken" || error.reason === "just-changed") {
    return { kind: "overtaken", reason, waitMs: error.retryAfterMs ?? 0 };
  }
  if (error.outcome === "not-sent") return heldUp(error);
  switch (error.reason) {
    case "gone":
      return { kind: "gone" };
    case "refused-record":
    case "refused-call":
    case "turned-away":
    case "locked-by-approval":
      return { kind: "refused", signature, reason, isUnknown: error.unknownReply !== undefined };
    case "refused-alike":
      return isRule(error)
        ? { kind: "refused", signature, reason, isUnknown: false }
        : heldUp(error);
    case "unknown-field":
      return { kind: "no-field", signature, reason };
    case "locked":
    case "automation-limit":
    case "refused-read":
    case "timed-out":
    case "cut-off":
    case "broken":
    case "unreadable":
    case "unanswered":
    case "internal":
      return setback(error);
    case "not-permitted":
    case "wrong-endpoint":
    case "refused-credentials":
    case "quota":
    case "rate-limited":
    case "busy":
    case "unreachable":
    case "held-back":
    case "limits-unknown":
    case "stopped":
    case "held":
    case "late":
      return heldUp(error);
    default:
      return error.reason satisfies never;
  }
}

/**
 * A rule of the org refuses all records for one reason, like a connection that is set up wrongly; but
 * it says which rule, and other enrichments may not be affected. A signature consists of status, code,
 * and the shape of the message.
 */
function isRule({ details, signature }: CrmError): boolean {
  return details.status === 400 && signature.split(" ").filter(Boolean).length > 2;
}

function heldUp(error: AppError): Extract<Failure, { kind: "held-up" }> {
  const waitMs = error.retryAfterMs ?? restMsOf(error);
  return { kind: "held-up", reason: reasonOf(error), waitMs };
}

function restMsOf(error: AppError): number {
  if (!(error instanceof CrmError)) return heldUpRestMs;
  if (["stopped", "held", "late"].includes(error.reason)) return 0;
  return error.outcome === "not-sent" ? notSentRestMs : heldUpRestMs;
}

function setback(error: AppError): Extract<Failure, { kind: "setback" }> {
  const { code, signature, retryAfterMs: waitMs = 0 } = error;
  return {
    ...{ kind: "setback", reason: reasonOf(error), signature, waitMs },
    isLock: code === "crm_record_locked",
    failedTogether: error instanceof CrmError ? error.failedTogether : 1,
  };
}
