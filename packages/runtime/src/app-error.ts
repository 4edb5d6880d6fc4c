import type { Reason, ReasonCode, ReasonDetail } from "@fieldwork/contracts";
import { messageShape } from "./message-shape.ts";

/** Every way in which Fieldwork fails on purpose. Handle by code, never by text. */
export type ErrorCode =
  | "config_invalid"
  | "definition_invalid"
  | "crm_unavailable"
  | "crm_rate_limited"
  | "crm_quota_exhausted"
  | "crm_auth_failed"
  | "crm_reply_malformed"
  | "crm_record_gone"
  | "crm_record_locked"
  | "crm_write_rejected"
  | "crm_request_rejected"
  | "crm_field_missing"
  | "crm_write_unknown"
  | "crm_read_stale"
  | "model_unavailable"
  | "model_misconfigured"
  | "model_rate_limited"
  | "model_quota_exhausted"
  | "model_timeout"
  | "model_refused"
  | "model_output_truncated"
  | "model_output_invalid"
  | "model_request_invalid"
  | "admission_refused"
  | "held"
  | "budget_exhausted"
  | "price_unknown"
  | "event_malformed"
  | "data_invalid"
  | "request_invalid"
  | "sheet_outdated"
  | "not_signed_in"
  | "forbidden"
  | "not_found"
  | "too_many_requests"
  | "request_too_broad"
  | "backend_unavailable"
  | "log_unavailable"
  | "lease_lost"
  | "stopped"
  | "internal";

export interface AppErrorOptions {
  code: ErrorCode;
  /** The same request may succeed later: an outage, a limit, a lock. */
  retryable: boolean;
  /** Set if the other side says so: not before this many milliseconds. */
  retryAfterMs?: number | undefined;
  details?: Record<string, unknown> | undefined;
  /** Set if it says more than the code does. */
  reasonCode?: ReasonCode | undefined;
  /** The details of the reason, in place of the message. */
  reasonDetail?: ReasonDetail | undefined;
  /** Equal for failures with one cause; by default made from the code and the shape of the message. */
  signature?: string | undefined;
  cause?: unknown;
}

/** The reason that each code stands for, if the error has no more specific one. */
const reasonCodes: Readonly<Record<ErrorCode, ReasonCode>> = {
  config_invalid: "config-invalid",
  definition_invalid: "definition-invalid",
  crm_unavailable: "crm-busy",
  crm_rate_limited: "crm-rate-limited",
  crm_quota_exhausted: "crm-quota",
  crm_auth_failed: "crm-refused-credentials",
  crm_reply_malformed: "crm-unreadable",
  crm_record_gone: "record-gone",
  crm_record_locked: "crm-locked",
  crm_write_rejected: "crm-refused-record",
  crm_request_rejected: "crm-refused-call",
  crm_field_missing: "crm-unknown-field",
  crm_write_unknown: "crm-unanswered",
  crm_read_stale: "crm-late",
  model_unavailable: "model-busy",
  model_misconfigured: "model-not-configured",
  model_rate_limited: "model-rate-limited",
  model_quota_exhausted: "model-quota",
  model_timeout: "model-timed-out",
  model_refused: "model-refused-content",
  model_output_truncated: "model-truncated",
  model_output_invalid: "model-unreadable",
  model_request_invalid: "model-refused-request",
  admission_refused: "admission-refused",
  held: "held",
  budget_exhausted: "budget-exhausted",
  price_unknown: "model-unpriced",
  event_malformed: "event-malformed",
  data_invalid: "data-invalid",
  // What people ask of the reading side; no work fails with these.
  sheet_outdated: "internal",
  request_invalid: "internal",
  not_signed_in: "internal",
  forbidden: "internal",
  not_found: "internal",
  too_many_requests: "internal",
  request_too_broad: "internal",
  backend_unavailable: "backend-unavailable",
  log_unavailable: "log-unavailable",
  lease_lost: "lease-lost",
  stopped: "stopped",
  internal: "internal",
};

const maxSaidChars = 2000;

/** The one error thrown on purpose. Its message begins with the code, so that any log line shows it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: Record<string, unknown>;
  readonly reasonCode: ReasonCode;
  readonly reasonDetail: ReasonDetail | undefined;
  /** Equal for failures with one cause. */
  readonly signature: string;

  constructor(message: string, options: AppErrorOptions) {
    super(`[${options.code}] ${message}`, { cause: options.cause });
    this.name = "AppError";
    this.code = options.code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details ?? {};
    this.reasonCode = options.reasonCode ?? reasonCodes[options.code];
    this.reasonDetail = options.reasonDetail;
    this.signature = options.signature ?? `${options.code} ${messageShape(message)}`;
  }

  /** The message without its code. */
  get said(): string {
    return this.message.replace(/^\[\w+\] /, "");
  }

  /** Anything caught, as one of ours; what is not ours becomes `internal` and keeps its cause. */
  static from(reason: unknown): AppError {
    if (reason instanceof AppError) return reason;
    const message = reason instanceof Error ? reason.message : String(reason);
    return new AppError(message, { code: "internal", retryable: false, cause: reason });
  }
}

/** Why something failed, as it is stored: a code, with what the failing side said as data. */
export function reasonOf({ reasonCode: code, reasonDetail, said, signature }: AppError): Reason {
  return { code, detail: reasonDetail ?? { said: said.slice(0, maxSaidChars), signature } };
}

/**
 * Whether the fault lies in what an item contains: it fails however often it is tried and, of several
 * that share a statement or a request, it alone.
 */
export function isItemsOwn({ code }: AppError): boolean {
  return code === "data_invalid" || code === "event_malformed";
}

export function isAppError(reason: unknown, ...codes: ErrorCode[]): reason is AppError {
  return reason instanceof AppError && (codes.length === 0 || codes.includes(reason.code));
}

/** Something did not happen, or not completely, because this process is stopping. */
export function stoppedError(
  message: string,
  details?: Readonly<Record<string, unknown>>,
): AppError {
  return new AppError(message, { code: "stopped", retryable: true, details });
}
