import { AppError } from "@fieldwork/runtime";
import type { FieldWrite, FieldWriteResult } from "./crm-adapter.ts";
import { CrmError } from "./crm-error.ts";

/** A failed call as the result of each of its writes. */
export function resultOfCall(error: CrmError): FieldWriteResult {
  if (error.outcome !== "unknown") return { kind: "refused", error };
  return { kind: "unknown", error: unanswered(error).error };
}

/** The call ended and said nothing about this record. */
export function unanswered(cause?: CrmError): { kind: "unknown"; error: CrmError } {
  const message = cause
    ? "the write was sent, and no complete reply was received"
    : "the CRM's reply says nothing about this record";
  const error = new CrmError(message, {
    reason: "unanswered",
    outcome: "unknown",
    waitMs: cause?.retryAfterMs,
    signature: cause?.signature,
    details: cause?.details,
    cause,
  });
  return { kind: "unknown", error };
}

export function heldBack(cause: CrmError): CrmError {
  return new CrmError("not sent, because the call before it got no reply", {
    reason: cause.reason === "stopped" ? "stopped" : "held-back",
    outcome: "not-sent",
    waitMs: cause.retryAfterMs,
    signature: cause.signature,
    cause,
  });
}

export function refusedAlike(cause: CrmError): CrmError {
  return new CrmError(
    `several records in a row were refused for the same reason: ${cause.message}`,
    {
      reason: "refused-alike",
      outcome: "rejected",
      signature: cause.signature,
      details: cause.details,
      cause,
    },
  );
}

export function tooLate(): CrmError {
  return new CrmError("not sent: by its turn, the read it was based on was too old", {
    reason: "late",
    outcome: "not-sent",
  });
}

export function held(): CrmError {
  return new CrmError("its turn had not come", {
    reason: "held",
    outcome: "not-sent",
  });
}

/** A record written twice in one call would have two outcomes, and one id for both. */
export function assertDistinct(writes: readonly FieldWrite[]): void {
  const seen = new Set<string>();
  for (const { id } of writes) {
    if (seen.has(id)) {
      throw new AppError(`record ${id} is to be written twice in one call`, {
        code: "internal",
        retryable: false,
      });
    }
    seen.add(id);
  }
}
