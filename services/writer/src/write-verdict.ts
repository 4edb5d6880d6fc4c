import type { FieldWriteResult } from "@fieldwork/crm";
import { type AppError, type ErrorCode, messageShape } from "@fieldwork/runtime";

/** What one write came to, as far as it tells whose matter it is. */
export type WriteVerdict =
  | { kind: "written" }
  | { kind: "gone" }
  /** It was not done for a reason that no record has: a limit, a credential, a call that never left. */
  | { kind: "held-up"; reason: string; waitMs: number }
  /** The CRM knows no such field, or hides it from us. */
  | { kind: "no-field"; signature: string; reason: string }
  /** The CRM will not take it: for a reason of the record, or for one that all records have. */
  | { kind: "refused"; signature: string; reason: string }
  /** It came to nothing, or nobody knows; it may be one record's fault, or nobody's. */
  | {
      kind: "setback";
      signature: string;
      reason: string;
      waitMs: number;
      isLock: boolean;
      /** How many failed in the same call, as far as the adapter says so. */
      failedTogether: number;
    };

const heldUpRestMs = 5000;

const heldUpCodes: ReadonlySet<ErrorCode> = new Set([
  "crm_auth_failed",
  "crm_quota_exhausted",
  "crm_rate_limited",
  "store_unavailable",
  "log_unavailable",
  "lease_lost",
  "config_invalid",
]);

/** What was not sent at all was held up by nothing that lasts. */
const notSentRestMs = 1000;

/** Pure. */
export function verdictOf(result: FieldWriteResult): WriteVerdict {
  return result.kind === "written" ? { kind: "written" } : verdictOn(result.error);
}

/** A batch whose records could not be read: nothing was sent, and any of them may be at fault. Pure. */
export function verdictOfRead(
  error: AppError,
): Extract<WriteVerdict, { kind: "held-up" | "setback" }> {
  const verdict = verdictOn(error);
  return verdict.kind === "held-up" || verdict.kind === "setback" ? verdict : setback(error);
}

function verdictOn(error: AppError): Exclude<WriteVerdict, { kind: "written" }> {
  const { code, message: reason, retryable, retryAfterMs, details } = error;
  if (code === "crm_record_gone") return { kind: "gone" };
  if (code === "stopped" || details.reason === "late")
    return { kind: "held-up", reason, waitMs: 0 };
  if (heldUpCodes.has(code) || isOfConnection(error)) {
    return { kind: "held-up", reason, waitMs: retryAfterMs ?? heldUpRestMs };
  }
  if (details.outcome === "not-sent") {
    return { kind: "held-up", reason, waitMs: retryAfterMs ?? notSentRestMs };
  }
  const signature = signatureOf(error);
  if (code === "crm_field_missing") return { kind: "no-field", signature, reason };
  const isRefused = !retryable && code.startsWith("crm_");
  return isRefused ? { kind: "refused", signature, reason } : setback(error);
}

function setback(error: AppError): Extract<WriteVerdict, { kind: "setback" }> {
  return {
    kind: "setback",
    signature: signatureOf(error),
    reason: error.message,
    waitMs: error.retryAfterMs ?? 0,
    isLock: error.code === "crm_record_locked",
    failedTogether: "failedTogether" in error ? Number(error.failedTogether) : 1,
  };
}

/** How the connection is set up refuses every record alike, and says nothing of any. */
function isOfConnection({ details }: AppError): boolean {
  const { reason, status } = details;
  if (reason === "wrong-endpoint" || reason === "refused-read" || reason === "busy") return true;
  // A rule of the org refuses all alike too, but it says which, and other enrichments may be free of it.
  return reason === "refused-alike" && !(status === 400 && hasWords(details.signature));
}

/** A signature is a status, a code, and the shape of a message. */
function hasWords(signature: unknown): boolean {
  return typeof signature === "string" && signature.split(" ").filter(Boolean).length > 2;
}

function signatureOf({ code, message, details }: AppError): string {
  return typeof details.signature === "string"
    ? details.signature
    : `${code} ${messageShape(message)}`;
}
