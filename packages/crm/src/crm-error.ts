import type { ReasonCode } from "@fieldwork/contracts";
import type { CallOutcome } from "@fieldwork/http";
import { AppError, type ErrorCode, messageShape } from "@fieldwork/runtime";

/**
 * Whose failure it is. Only a `record`'s own counts against it. `connection`: this object of the
 * connection is set up in a way that refuses every record. `account`: its credentials, quota or limits,
 * so the whole connection rests. `vendor`: load or an outage, or several records failed together and
 * none is to blame yet. `ours`: we did not send it.
 */
export type CrmFailureScope = "record" | "connection" | "account" | "vendor" | "ours";

interface ReasonKind {
  scope: CrmFailureScope;
  code: ErrorCode;
  /** The same call may succeed later without anybody doing anything. */
  retryable: boolean;
  /** How long to wait if the vendor does not say. */
  waitMs?: number;
}

const personMustMendMs = 60_000;

/** Every reason for which a CRM call fails. A closed set. */
const reasonKinds = {
  gone: { scope: "record", code: "crm_record_gone", retryable: false },
  /** Somebody else is working on it now. */
  locked: { scope: "record", code: "crm_record_locked", retryable: true, waitMs: 2000 },
  "locked-by-approval": { scope: "record", code: "crm_record_locked", retryable: false },
  /** The org's own triggers and flows ran into a limit of their transaction: fewer records may succeed. */
  "automation-limit": {
    scope: "record",
    code: "crm_unavailable",
    retryable: true,
    waitMs: 2000,
  },
  "refused-record": { scope: "record", code: "crm_write_rejected", retryable: false },
  /** The whole call, without saying which record is at fault, or whether one is. */
  "refused-call": { scope: "record", code: "crm_write_rejected", retryable: false },
  /** The page of a firewall in front of the CRM: one record's text may have triggered it. */
  "turned-away": { scope: "record", code: "crm_request_rejected", retryable: false },
  "refused-read": { scope: "connection", code: "crm_request_rejected", retryable: false },
  "unknown-field": { scope: "connection", code: "crm_field_missing", retryable: false },
  "not-permitted": {
    scope: "connection",
    code: "crm_auth_failed",
    retryable: true,
    waitMs: personMustMendMs,
  },
  /** This endpoint does not exist: a wrong version, host or object. */
  "wrong-endpoint": {
    scope: "connection",
    code: "crm_request_rejected",
    retryable: false,
    waitMs: personMustMendMs,
  },
  /** Several single records, with no success in between. */
  "refused-alike": {
    scope: "connection",
    code: "crm_request_rejected",
    retryable: false,
    waitMs: personMustMendMs,
  },
  "refused-credentials": {
    scope: "account",
    code: "crm_auth_failed",
    retryable: true,
    waitMs: personMustMendMs,
  },
  quota: { scope: "account", code: "crm_quota_exhausted", retryable: true, waitMs: 15 * 60_000 },
  "rate-limited": { scope: "account", code: "crm_rate_limited", retryable: true, waitMs: 10_000 },
  /** It says that it cannot serve anybody now. */
  busy: { scope: "vendor", code: "crm_unavailable", retryable: true },
  /** The request was never sent. */
  unreachable: { scope: "vendor", code: "crm_unavailable", retryable: true },
  "timed-out": { scope: "vendor", code: "crm_unavailable", retryable: true },
  /** The connection broke before the reply was complete. */
  "cut-off": { scope: "vendor", code: "crm_unavailable", retryable: true },
  /** It replied that it failed. */
  broken: { scope: "vendor", code: "crm_unavailable", retryable: true },
  unreadable: { scope: "vendor", code: "crm_reply_malformed", retryable: true },
  /** A write that was sent, and that no reply confirms. */
  unanswered: { scope: "vendor", code: "crm_write_unknown", retryable: true },
  /** Not sent, because of what became of the call before it. */
  "held-back": { scope: "vendor", code: "crm_unavailable", retryable: true },
  /** Not sent: it is unknown whether the limits of its connection have room. */
  "limits-unknown": { scope: "ours", code: "backend_unavailable", retryable: true, waitMs: 1000 },
  stopped: { scope: "ours", code: "stopped", retryable: true },
  /** Not sent: the read that it was decided on has become too old. */
  late: { scope: "ours", code: "crm_read_stale", retryable: true },
  /** Not done: somebody changed the record after the read that the write was decided on. */
  overtaken: { scope: "ours", code: "crm_read_stale", retryable: true, waitMs: 1000 },
  /** Not sent: the record's stamp cannot tell yet whether somebody edits it after the read. */
  "just-changed": { scope: "ours", code: "crm_read_stale", retryable: true, waitMs: 1000 },
  /** Not sent: a person ordered that it must not go on. */
  held: { scope: "ours", code: "held", retryable: true },
  /** A bug. */
  internal: { scope: "ours", code: "internal", retryable: false },
} as const satisfies Readonly<Record<string, ReasonKind>>;

export type CrmErrorReason = keyof typeof reasonKinds;

export function isCrmErrorReason(text: string): text is CrmErrorReason {
  return Object.hasOwn(reasonKinds, text);
}

export interface CrmErrorOptions {
  reason: CrmErrorReason;
  /** What the failed call can have done. */
  outcome: CallOutcome;
  /** Replaces the reason's own scope if what happened to others shows more. */
  scope?: CrmFailureScope | undefined;
  /** How many records failed together in this way; 1 if it failed alone. */
  failedTogether?: number | undefined;
  /**
   * How long the vendor asks us to wait; by default the reason's own time. Ignored if waiting does not
   * help.
   */
  waitMs?: number | undefined;
  /** Made by `signatureOf`; by default the reason. */
  signature?: string | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
  /** The whole of what the vendor said, where none of our tables knows it. */
  unknownReply?: string | undefined;
  cause?: unknown;
}

const maxSaidChars = 2000;

/**
 * Why a CRM call failed, and whose failure it is. `details` holds `reason`, `outcome`, `signature` and
 * what the vendor said: `status`, `category` or `errorCode`, and the `ids` it named.
 */
export class CrmError extends AppError {
  readonly scope: CrmFailureScope;
  readonly reason: CrmErrorReason;
  readonly outcome: CallOutcome;
  readonly failedTogether: number;
  /** Of a refusal that none of our tables knows: it may pass by itself, and is tried again a few times. */
  readonly unknownReply: string | undefined;

  constructor(message: string, options: CrmErrorOptions) {
    const { reason, outcome, failedTogether = 1, signature = reason, unknownReply } = options;
    const kind: ReasonKind = reasonKinds[reason];
    super(message, {
      code: kind.code,
      retryable: kind.retryable,
      retryAfterMs: (kind.retryable ? options.waitMs : undefined) ?? kind.waitMs,
      details: { ...options.details, reason, outcome, signature },
      reasonCode: reasonCodeOf(reason),
      ...(unknownReply !== undefined && {
        reasonDetail: { said: message.slice(0, maxSaidChars), signature, reply: unknownReply },
      }),
      signature,
      cause: options.cause,
    });
    this.name = "CrmError";
    this.scope = options.scope ?? kind.scope;
    this.reason = reason;
    this.outcome = outcome;
    this.failedTogether = failedTogether;
    this.unknownReply = unknownReply;
  }

  /** Anything caught. A foreign error may have happened after the call was sent. */
  static override from(caught: unknown): CrmError {
    if (caught instanceof CrmError) return caught;
    const message = caught instanceof Error ? caught.message : String(caught);
    return new CrmError(message, { reason: "internal", outcome: "unknown", cause: caught });
  }

  /** The same failure, once it is known how many records shared it and whose it is. */
  sharedBy(failedTogether: number, scope: CrmFailureScope): CrmError {
    const { reason, outcome, signature, retryAfterMs: waitMs, details, unknownReply, cause } = this;
    return new CrmError(this.said, {
      ...{ reason, outcome, signature, waitMs, details, unknownReply, cause },
      ...{ failedTogether, scope },
    });
  }
}

function reasonCodeOf(reason: CrmErrorReason): ReasonCode {
  switch (reason) {
    case "gone":
      return "record-gone";
    case "limits-unknown":
      return "backend-unavailable";
    case "stopped":
    case "held":
    case "internal":
      return reason;
    default:
      return `crm-${reason}`;
  }
}

/** Equal for two refusals that differ only in numbers, ids and quoted text. */
export function signatureOf(
  status: number | undefined,
  code: string | null | undefined,
  message: string | null | undefined,
): string {
  return [status ?? "item", code ?? "-", messageShape(message ?? "")].join(" ").trim();
}

const reasonsForPeople: ReadonlySet<CrmErrorReason> = new Set([
  "refused-credentials",
  "not-permitted",
  "wrong-endpoint",
  "refused-read",
  "unknown-field",
]);

/** Whether waiting does not help: a person has to correct credentials, permissions or settings. */
export function needsAdministrator(error: unknown): error is CrmError {
  return error instanceof CrmError && reasonsForPeople.has(error.reason);
}

/** A missing permission, or an object that is not there, rather than what is wrong with the whole account. */
export function isHiddenFromUs(error: unknown): error is CrmError {
  return needsAdministrator(error) && error.scope === "connection";
}

/** For a call that was not made, or was aborted, because this process is stopping. */
export function stoppedCall(outcome: "not-sent" | "unknown"): CrmError {
  return new CrmError("the call to the CRM was stopped", { reason: "stopped", outcome });
}
