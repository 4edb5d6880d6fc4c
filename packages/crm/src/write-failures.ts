import type { FieldWriteResult } from "./crm-adapter.ts";
import { CrmError, type CrmErrorReason } from "./crm-error.ts";

/**
 * What is done after a call that failed as a whole. `halve`: it was not done, and one record may be at
 * fault. `by-fields`: not done, for a field that some of it names. `set-aside`: it may have been done, or
 * may not be repeated now. `rest`: nothing of it is any record's fault, and nothing more is sent.
 */
export type AfterFailure = "halve" | "by-fields" | "set-aside" | "set-aside-and-rest" | "rest";

/** Pure. */
export function afterFailedCall({ reason }: CrmError): AfterFailure {
  switch (reason) {
    case "gone":
    case "refused-record":
    case "refused-call":
    case "turned-away":
    case "locked-by-approval":
      return "halve";
    case "unknown-field":
      return "by-fields";
    case "locked":
    case "automation-limit":
    case "broken":
    case "unreadable":
    case "unanswered":
      return "set-aside";
    case "timed-out":
    case "cut-off":
    case "busy":
      return "set-aside-and-rest";
    case "refused-read":
    case "not-permitted":
    case "wrong-endpoint":
    case "refused-alike":
    case "refused-credentials":
    case "quota":
    case "rate-limited":
    case "unreachable":
    case "held-back":
    case "limits-unknown":
    case "stopped":
    case "held":
    case "late":
    case "overtaken":
    case "just-changed":
    case "internal":
      return "rest";
    default:
      return reason satisfies never;
  }
}

/** Fewer records may get through where these did not. */
export function isTooLarge({ reason }: CrmError): boolean {
  return reason === "automation-limit" || reason === "timed-out";
}

/** A failure in the course of an answer that only a CRM in good health gives. */
export function saysVendorIsUp(error: CrmError): boolean {
  const cause = error.cause instanceof CrmError ? error.cause : error;
  return ["locked", "automation-limit", "unanswered"].includes(cause.reason);
}

const passing: ReadonlySet<CrmErrorReason> = new Set([
  "locked",
  "automation-limit",
  "busy",
  "broken",
  "unreadable",
  "unanswered",
]);

/** One record of a call that was answered: it may get through with fewer others, or later. */
export function failsForNow(result: FieldWriteResult): boolean {
  return result.kind !== "written" && passing.has(result.error.reason);
}
