import type { AnswerMode } from "./answer-mode.ts";
import type { OnExchange } from "./exchange/exchange.ts";
import type { VendorLimit } from "./http/vendor-limits.ts";

/** One attempt, in neutral terms. Each provider translates it to its vendor's request. */
export interface ModelRequest {
  model: string;
  /** The enrichment asked for. */
  task: string;
  /** Trusted: our prompt. */
  instructions: string;
  /** Untrusted text from the CRM, rendered and fenced; goes into the user turn only. */
  input: string;
  /**
   * JSON Schema of the answer with every bound; `lowerSchema` leaves out those that a vendor does not
   * accept.
   */
  schema: Readonly<Record<string, unknown>>;
  /** How the model is brought to answer by it; by default `schema`. */
  mode?: AnswerMode | undefined;
  /** Reasoning included. */
  maxOutputTokens: number;
  /** Nobody waits for the answer to begin: it need not be streamed, which costs both sides less. */
  inOnePiece?: boolean | undefined;
  /** Set on the one repair turn. */
  repair?: RepairTurn | undefined;
}

export interface RepairTurn {
  previousText: string;
  /** What was wrong, in our words; never text from the CRM or the model. */
  problems: readonly string[];
}

export interface TokenUsage {
  /** All input tokens, cached and cache-written ones included. */
  inputTokens: number;
  cachedInputTokens: number;
  /** Input tokens that the vendor wrote to its prompt cache; some charge more for them. */
  cacheWriteTokens?: number | undefined;
  /** Those of them whose lifetime the vendor reports, such as `5m`, `1h`, `12h`. */
  cacheWriteTokensByLifetime?: Readonly<Record<string, number>> | undefined;
  /** All output tokens, reasoning included. */
  outputTokens: number;
  reasoningTokens: number;
  /** The tier that the vendor reports; some cost more than what was asked for. */
  serviceTier?: string | undefined;
  /** The region of the host that answered, if it keeps to one. */
  region?: string | undefined;
  /**
   * Calls of tools that ran at the vendor, such as `web_search`; they are charged in addition to the
   * tokens.
   */
  serverToolCalls?: Readonly<Record<string, number>> | undefined;
  /**
   * The amount that the vendor says it billed, if it says so. A number, because usage is stored as
   * JSON.
   */
  billedNanoUsd?: number | undefined;
}

export type FinishReason =
  | "stop"
  /** It calls a tool; if a gateway has turned a schema into a tool, its arguments are the answer. */
  | "tool-call"
  /** It would continue if it were asked to. */
  | "paused"
  /** It reached the limit of output tokens. */
  | "length"
  /** Input and output together reached what the model can hold. */
  | "context-length"
  | "refusal"
  | "content-filter"
  /** The vendor says that it failed. */
  | "failed"
  | "other";

/** How an answer ended, and what the vendor reports with it. */
export interface ModelFinish {
  finishReason: FinishReason;
  /** The vendor's own word for it, if that says more. */
  finishDetail?: string | undefined;
  /** The model that answered, as the vendor names it. */
  model: string;
  responseId?: string | undefined;
  /** The id that the vendor's support asks for. */
  requestId?: string | undefined;
  /** What its headers say about its limits, if anything. */
  limits?: readonly VendorLimit[] | undefined;
}

export type ModelEvent =
  /** The next piece of the answer; or all of it so far, if what came before was not part of it. */
  | { kind: "text"; text: string; replaces?: true }
  /** Replaces any usage reported before. */
  | { kind: "usage"; usage: TokenUsage }
  /** Comes last, and once. */
  | ({ kind: "finish" } & ModelFinish);

/** A complete answer. */
export interface ModelReply extends ModelFinish {
  text: string;
  /** Null if the vendor does not report it: then the attempt stays charged with its whole reservation. */
  usage: TokenUsage | null;
}

/** A request as its vendor will get it. What is weighed is what is sent. */
export interface PreparedCall {
  /** For money: at least as many as the vendor can count, whatever its tokenizer. */
  readonly inputTokensAtMost: number;
  /** For admission; releasing the lease corrects it. */
  readonly inputTokensLikely: number;
  /** The region of the host that it is sent to, if that keeps to one: some charge more there. */
  readonly region?: string | undefined;
  /**
   * Sends it once and never tries again. Throws ProviderError and nothing else, except that it ends at
   * once with the signal's reason when `signal` fires. Whoever wants to look at what is sent and comes
   * back says so by `onExchange`.
   */
  send(signal: AbortSignal, onExchange?: OnExchange): AsyncIterable<ModelEvent>;
}

/** One vendor. */
export interface ModelProvider {
  readonly name: string;
  /** It needs neither price nor budget. */
  readonly free: boolean;
  prepare(request: ModelRequest): PreparedCall;
  /** What of a request's schema the vendor will not hold its answer to, in words; here it is checked all the same. */
  ignored?(request: ModelRequest): readonly string[];
  /** How a model is brought to answer by a schema; by default `schema`. */
  modeOf?(model: string): AnswerMode;
  /** The single keys or servers behind it, if there are several: each is asked by itself. */
  readonly ways?: readonly ModelProvider[] | undefined;
  /** Of a way: whether it is left alone now. */
  isResting?(): boolean;
  /** Closes the connections that it keeps. */
  close?(): Promise<void>;
}
