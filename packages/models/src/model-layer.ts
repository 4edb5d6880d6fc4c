import type { AttemptKind } from "@fieldwork/budget";
import type {
  AnsweredOutputs,
  CallClass,
  CallPurpose,
  FieldValues,
  NanoUsd,
  OutputSpec,
  Permits,
  Routing,
  Wanter,
} from "@fieldwork/contracts";
import type { AppError } from "@fieldwork/runtime";
import { z } from "zod";
import type { Exchange } from "./exchange/exchange.ts";
import type { Mask } from "./masking/mask-fields.ts";
import type { Redact } from "./masking/redact-text.ts";
import type { TokenUsage } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";
import type { PassedOver } from "./passed-over.ts";
import type { ProviderError } from "./provider-error.ts";

/** One logical call: a question to the models of a route, until one answers. */
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
  /** Of its prompt, for traces. */
  promptVersion?: string | undefined;
  /** Trusted: our prompt. */
  instructions: string;
  /** Untrusted: the fields as `renderInput` fenced them. */
  input: string;
  /** The same fields, one by one; evidence is checked against these. */
  fields: FieldValues;
  /** What their placeholders stand for: restored in an answer that has passed the checks, and shown to no model. */
  masks?: readonly Mask[] | undefined;
  /** To whom the record may go; absent: to any model of the route. */
  permits?: Permits | undefined;
  /** Which model of the route is asked first. */
  routing?: Omit<Routing, "experiment"> | undefined;
  /** Of a check: the one key or server of the provider to ask, by its place from 1. */
  account?: number | undefined;
  /** For the call log: what was masked, and by which definition. */
  policy?: string | undefined;
  /** For the call log: models that are left out of the route, as `provider/model`, and why. */
  passedOver?: readonly PassedOver[] | undefined;
  outputs: readonly OutputSpec[];
  /** In order of preference; text is `provider/model`. */
  route: readonly (string | ModelRef)[];
  /** For each attempt, reasoning included. */
  maxOutputTokens: number;
  /** For all attempts, repairs and fallbacks together. */
  deadlineMs: number;
  attemptTimeoutMs: number;
  /** For each attempt, until its answer begins; by default as long as the whole attempt. */
  firstTokenTimeoutMs?: number | undefined;
  /** Between two pieces of an answer; by default as long as the whole attempt. */
  chunkTimeoutMs?: number | undefined;
  /** The record's; null for a call that serves none. */
  connection: string | null;
  /** `connection/object/id`, for the record's own budget. */
  record?: string | undefined;
  /** The person who ordered the call by itself, for that person's budget. */
  orderedBy?: string | undefined;
  workClass: CallClass;
  traceparent?: string | undefined;
  /** A paid answer that an earlier call could not have repaired: this call continues from there. */
  turn?: PaidTurn | undefined;
  /**
   * Called before each attempt, and again right before it is sent: if it throws, the attempt is not
   * sent.
   */
  beforeSend: (ref: ModelRef) => Promise<void>;
  /** What may be kept of the call beside its answer; absent: nothing. */
  kept?: KeptContent | undefined;
  /** Called with the text of the attempt under way, all of it so far, whenever it has grown. */
  onText?: ((text: string) => void) | undefined;
  /** Called for each model that gave no answer, even if another of the route did. */
  onFailure?: ((failure: AppError) => void) | undefined;
  /**
   * Called with a paid answer whose repair could not be asked for: if it is stored, it need not be paid
   * for again.
   */
  onTurn?: ((turn: PaidTurn) => void) | undefined;
}

/** What an enrichment has kept of what it asks and is answered, for somebody who wants to find out why. */
export interface KeptContent {
  /** Prompt and answer stand in the spans of the call, without what this takes out of them. */
  traced?: Redact | undefined;
  /** Called with each attempt as it ends, and the requests that were sent for it. */
  onAttempt?: ((attempt: AttemptRecord, exchanges: readonly Exchange[]) => void) | undefined;
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
  /** Null if the vendor reported none. */
  usage: TokenUsage | null;
  /** What the attempt is charged: its cost or, if that is unknown, its whole reservation. */
  chargedNanoUsd: NanoUsd;
  /** Null if unknown. */
  costNanoUsd: NanoUsd | null;
  /** `answered`, `partly-rejected`, `all-rejected`, `unreadable`, or the code of the error. */
  outcome: string;
  /** What was fixed before its reply could be read; absent if nothing was. */
  fixes?: readonly string[];
  durationMs: number;
}

export interface GenerateResult {
  /** One entry for each output; a blank one says why. */
  outputs: AnsweredOutputs;
  provider: string;
  model: string;
  /** What all attempts are charged together, failed ones included. */
  costNanoUsd: NanoUsd;
  attempts: readonly AttemptRecord[];
}

export interface ModelLayer {
  /**
   * Asks the models of the route until an answer passes the checks. Each attempt is reserved in the
   * budget before it is sent, and settled afterwards.
   *
   * @throws ProviderError, whose scope and reason say whose failure it is: that of the first model that
   * may answer later, otherwise of the first model. AppError `admission_refused`, `budget_exhausted`
   * with `details.scope`, `backend_unavailable`; what `beforeSend` throws; `stopped` if `signal` fired.
   */
  generate(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult>;
  /** The models of a definition's route that its records may be sent to, in the order in which they would be asked now. */
  order(definition: Pick<GenerateRequest, "route" | "permits" | "routing">): ModelRef[];
  /**
   * Checks whether the vendor accepts what a model is sent (key, parameters, schema): one small call
   * without a record, within the budget, to the first model of the route. Never throws.
   */
  check(request: GenerateRequest, signal: AbortSignal): Promise<CheckVerdict>;
  /** Resolves once the costs of all calls that ended are stored: for stopping. */
  flush(): Promise<void>;
}

export type CheckVerdict =
  | { kind: "accepted" }
  /** The model or the account refuses it. */
  | { kind: "refused"; error: ProviderError }
  /** Unknown for now: an outage, a limit, no budget. */
  | { kind: "undetermined"; error: AppError };
