import type { AttemptKind } from "@fieldwork/budget";
import type {
  AnsweredOutputs,
  CallPurpose,
  FieldValues,
  NanoUsd,
  OutputSpec,
  Wanter,
  WorkClass,
} from "@fieldwork/contracts";
import type { AppError } from "@fieldwork/runtime";
import { z } from "zod";
import type { TokenUsage } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";
import type { ProviderError } from "./provider-error.ts";

/** One logical call: a question to whichever model of the route answers it first. */
export interface GenerateRequest {
  /** Unique; names the call in the call log. */
  callId: string;
  /** Null for a call that serves no record. */
  workId: string | null;
  /** Whom the call serves: the live line, or backfills by their ids. */
  wantedBy: readonly Wanter[];
  purpose: CallPurpose;
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
  /** Of each attempt, until its answer begins; as long as the whole, unless told. */
  firstTokenTimeoutMs?: number | undefined;
  /** Of the record; null for a call that serves none. */
  connection: string | null;
  workClass: WorkClass;
  traceparent?: string | undefined;
  /** A paid answer that an earlier call could not have repaired: this one goes on from there. */
  turn?: PaidTurn | undefined;
  /** Called before each attempt, and again right before it leaves: what it throws keeps it from being sent. */
  beforeSend: (ref: ModelRef) => Promise<void>;
  /** Told of each model that gave no answer, also where another of the route did. */
  onFailure?: ((failure: AppError) => void) | undefined;
  /** Told of a paid answer whose repair could not be asked for: kept, it need not be paid again. */
  onTurn?: ((turn: PaidTurn) => void) | undefined;
}

/** A model's first answer, which has to be repaired. Plain data, so that it can be stored. */
export const paidTurn = z.object({ provider: z.string(), model: z.string(), text: z.string() });
export type PaidTurn = z.infer<typeof paidTurn>;

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
   * @throws ProviderError, whose scope and reason say whose failure it is: of the first model that may
   * answer later, else of the first. AppError `admission_refused`, `budget_exhausted` with
   * `details.scope`, `backend_unavailable`; what `beforeSend` throws; `stopped` when `signal` fired.
   */
  generate(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult>;
  /**
   * Sees whether the vendor takes what is asked of a model (key, parameters, schema): one small call
   * that holds no record, within the budget, to the first model of the route. Never throws.
   */
  check(request: GenerateRequest, signal: AbortSignal): Promise<CheckVerdict>;
  /** Resolves once the costs of all calls that ended are kept: for whoever stops. */
  flush(): Promise<void>;
}

export type CheckVerdict =
  | { kind: "accepted" }
  /** The model or the account refuses it. */
  | { kind: "refused"; error: ProviderError }
  /** Nobody can tell now: an outage, a limit, no budget. */
  | { kind: "undetermined"; error: AppError };
