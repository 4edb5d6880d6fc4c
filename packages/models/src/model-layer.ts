import type {
  AnsweredOutputs,
  FieldValues,
  NanoUsd,
  OutputSpec,
  WorkClass,
} from "@fieldwork/contracts";
import type { AttemptKind } from "./budget/budget.ts";
import type { TokenUsage } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";

/** One logical call: a question to whichever model of the route answers it first. */
export interface GenerateRequest {
  /** Unique; names the call in the call log. */
  callId: string;
  workId: string;
  /** The enrichment asked for. */
  task: string;
  /** Trusted: our prompt. */
  instructions: string;
  /** Untrusted: the fields as `renderInput` fenced them. */
  input: string;
  /** The same fields, one by one; evidence is checked against these. */
  fields: FieldValues;
  outputs: readonly OutputSpec[];
  /** In order of preference; text is `provider/model`. */
  route: readonly (string | ModelRef)[];
  /** Of each attempt, reasoning included. */
  maxOutputTokens: number;
  /** For all attempts, repairs and fallbacks together. */
  deadlineMs: number;
  attemptTimeoutMs: number;
  /** The budgets that are charged. */
  scopes: readonly string[];
  workClass: WorkClass;
  traceparent?: string | undefined;
}

export interface AttemptRecord {
  /** From 1, over all models of the call. */
  attempt: number;
  kind: AttemptKind;
  provider: string;
  model: string;
  /** Null when the vendor did not tell. */
  usage: TokenUsage | null;
  /** What the attempt is charged: its cost or, where that is unknown, its whole reservation. */
  chargedNanoUsd: NanoUsd;
  /** Null when unknown. */
  costNanoUsd: NanoUsd | null;
  /** `answered`, `partly-rejected`, `all-rejected`, `unreadable`, or the code of the error. */
  outcome: string;
  /** What was mended before its reply could be read; without it, nothing. */
  fixes?: readonly string[];
  durationMs: number;
}

export interface GenerateResult {
  /** One entry an output; a blank one says why. */
  outputs: AnsweredOutputs;
  provider: string;
  model: string;
  /** What all attempts are charged together, failed ones included. */
  costNanoUsd: NanoUsd;
  attempts: readonly AttemptRecord[];
}

export interface ModelLayer {
  /**
   * Asks the models of the route until one answers within its checks. Each attempt is reserved against
   * the budget before it is sent and settled after it.
   *
   * @throws AppError that says what to do. For good: `model_output_invalid`, `model_refused`,
   * `model_output_truncated`, `model_request_invalid`, when every model of the route said so. Later,
   * with `details.provider` and `details.closeLaneMs`: `model_unavailable`, `model_rate_limited`,
   * `model_quota_exhausted`, `model_timeout`, `admission_refused`, `price_unknown`; `budget_exhausted`
   * with `details.scope`. `stopped` when `signal` fired.
   */
  generate(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult>;
}
