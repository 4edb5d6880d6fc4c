import type { CallOutcome } from "@fieldwork/http";
import { AppError, type ErrorCode } from "@fieldwork/runtime";
import type { TokenUsage } from "./model-provider.ts";

/**
 * Whose failure it is. Request and content are the record's; model, account, provider and ours rest
 * the lane, and give the work back.
 */
export type FailureScope = "request" | "content" | "model" | "account" | "provider" | "ours";

interface ReasonKind {
  scope: FailureScope;
  code: ErrorCode;
  /** The vendor did not say whose failure it is: only others' success or failure shows it. */
  isAmbiguous?: true;
}

/** Every reason for which a model gives no answer. A closed set. */
const reasonKinds = {
  /** This request does not fit this model: one with a longer context may accept it. */
  "too-long": { scope: "request", code: "model_request_invalid" },
  /** Refused for a reason that no table knows. */
  "refused-request": { scope: "request", code: "model_request_invalid", isAmbiguous: true },
  /** The vendor refuses to answer about this content. */
  "refused-content": { scope: "content", code: "model_refused" },
  /** The answer reached the limit of output tokens. */
  truncated: { scope: "content", code: "model_output_truncated" },
  /** A reply came, perhaps a paid one, but nothing in it can be read. */
  unreadable: { scope: "content", code: "model_output_invalid", isAmbiguous: true },
  /** There is no such model, or it has been shut down. */
  "unknown-model": { scope: "model", code: "model_misconfigured" },
  /** The model does not accept one of our parameters, or the schema. */
  "refused-parameter": { scope: "model", code: "model_misconfigured" },
  "refused-key": { scope: "account", code: "model_misconfigured" },
  /** The account may not use this model, or not from here. */
  "not-permitted": { scope: "account", code: "model_misconfigured" },
  /** Money or plan: waiting does not help until somebody pays. */
  quota: { scope: "account", code: "model_quota_exhausted" },
  "rate-limited": { scope: "provider", code: "model_rate_limited" },
  busy: { scope: "provider", code: "model_unavailable" },
  /** The request was never sent. */
  unreachable: { scope: "provider", code: "model_unavailable" },
  /** It failed on the way or half-way: a 500, a cut connection. */
  broken: { scope: "provider", code: "model_unavailable", isAmbiguous: true },
  "timed-out": { scope: "provider", code: "model_timeout", isAmbiguous: true },
  /** Our configuration has no such provider. */
  "not-configured": { scope: "ours", code: "model_misconfigured" },
  /** It has no price for this model, or the model was shut down. */
  unpriced: { scope: "ours", code: "price_unknown" },
} as const satisfies Readonly<Record<string, ReasonKind>>;

export type ProviderErrorReason = keyof typeof reasonKinds;

export interface ProviderErrorOptions {
  provider: string;
  model: string;
  reason: ProviderErrorReason;
  /** Whether the attempt can have cost anything. */
  outcome: CallOutcome;
  /** How long the vendor asks us to stay away. */
  waitMs?: number | undefined;
  /** What the vendor says the attempt used, although it failed. */
  usage?: TokenUsage | null | undefined;
  /**
   * Status, code and the shape of the message: equal for refusals with one cause. By default the
   * reason.
   */
  signature?: string | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
  cause?: unknown;
}

/** Why an attempt at a model gave no answer, and whose failure it is. */
export class ProviderError extends AppError {
  readonly provider: string;
  readonly model: string;
  readonly scope: FailureScope;
  readonly reason: ProviderErrorReason;
  readonly outcome: CallOutcome;
  readonly usage: TokenUsage | null;
  /** Nobody said whose failure it is: it is the record's only if the model answers others. */
  readonly isAmbiguous: boolean;

  constructor(message: string, options: ProviderErrorOptions) {
    const { provider, model, reason, outcome, waitMs, usage = null } = options;
    const kind: ReasonKind = reasonKinds[reason];
    super(message, {
      code: kind.code,
      retryable: kind.scope === "provider",
      retryAfterMs: waitMs,
      details: { provider, model, reason, outcome, ...options.details },
      reasonCode: `model-${reason}`,
      signature: options.signature ?? reason,
      cause: options.cause,
    });
    this.name = "ProviderError";
    this.provider = provider;
    this.model = model;
    this.scope = kind.scope;
    this.reason = reason;
    this.outcome = outcome;
    this.usage = usage;
    this.isAmbiguous = kind.isAmbiguous ?? false;
  }
}
