import type { VendorLimit } from "./http/vendor-limits.ts";

/** One attempt, in neutral terms. Each provider lowers it to its vendor's request. */
export interface ModelRequest {
  model: string;
  /** The enrichment asked for. */
  task: string;
  /** Trusted: our prompt. */
  instructions: string;
  /** Untrusted text from the CRM, rendered and fenced; goes into the user turn only. */
  input: string;
  /** JSON Schema of the answer with every bound; `lowerSchema` leaves out those that a vendor does not take. */
  schema: Readonly<Record<string, unknown>>;
  /** Reasoning included. */
  maxOutputTokens: number;
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
  /** Those of them of which the vendor says how long they are kept, such as `5m`, `1h`, `12h`. */
  cacheWriteTokensByLifetime?: Readonly<Record<string, number>> | undefined;
  /** All output tokens, reasoning included. */
  outputTokens: number;
  reasoningTokens: number;
  /** The tier that the vendor says it used; some cost more than what was asked for. */
  serviceTier?: string | undefined;
  /** Of the host that answered, where that keeps to one. */
  region?: string | undefined;
  /** Calls of tools that ran at the vendor, such as `web_search`; they cost beside the tokens. */
  serverToolCalls?: Readonly<Record<string, number>> | undefined;
  /** What the vendor says it billed, where it says so. A number, for usage is kept as JSON. */
  billedNanoUsd?: number | undefined;
}

export type FinishReason =
  | "stop"
  /** It calls a tool; of a schema that a gateway has lowered to one, the answer are its arguments. */
  | "tool-call"
  /** It would go on if it were asked to. */
  | "paused"
  /** It reached the cap of output tokens. */
  | "length"
  /** Input and output together reached what the model can hold. */
  | "context-length"
  | "refusal"
  | "content-filter"
  /** The vendor says that it failed. */
  | "failed"
  | "other";

/** How an answer ended, and what the vendor tells beside it. */
export interface ModelFinish {
  finishReason: FinishReason;
  /** The vendor's own word for it, where that says more. */
  finishDetail?: string | undefined;
  /** The model that answered, as the vendor names it. */
  model: string;
  responseId?: string | undefined;
  /** What the vendor's own support asks for. */
  requestId?: string | undefined;
  /** What its headers tell of its limits, as far as they do. */
  limits?: readonly VendorLimit[] | undefined;
}

export type ModelEvent =
  /** What comes next of the answer; or all of it so far, where what came before was no part of it. */
  | { kind: "text"; text: string; replaces?: true }
  /** In place of any usage told before. */
  | { kind: "usage"; usage: TokenUsage }
  /** Comes last, and once. */
  | ({ kind: "finish" } & ModelFinish);

/** An answer that came to its end. */
export interface ModelReply extends ModelFinish {
  text: string;
  /** Null when the vendor does not say: then the attempt stays charged with its whole reservation. */
  usage: TokenUsage | null;
}

/** A request as its vendor will get it. What is weighed is what is sent. */
export interface PreparedCall {
  /** For money: no fewer than the vendor can count, whatever its tokenizer. */
  readonly inputTokensAtMost: number;
  /** For admission; releasing the lease corrects it. */
  readonly inputTokensLikely: number;
  /** Of the host that it is sent to, where that keeps to one: some charge more there. */
  readonly region?: string | undefined;
  /**
   * Sends it once and never tries again. Throws ProviderError and nothing else, except that it ends at
   * once with the signal's reason when `signal` fires.
   */
  send(signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** One vendor. */
export interface ModelProvider {
  readonly name: string;
  /** It needs neither price nor budget. */
  readonly free: boolean;
  prepare(request: ModelRequest): PreparedCall;
  /** The single keys or servers behind it, where there are several: each asked by itself. */
  readonly ways?: readonly ModelProvider[] | undefined;
  /** Closes the connections it keeps. */
  close?(): Promise<void>;
}
