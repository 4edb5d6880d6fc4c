import type { FieldValues, OutputSpec } from "@fieldwork/contracts";
import type { VendorLimit } from "./http/vendor-limits.ts";

/** One attempt, in neutral terms. Each provider lowers it to its vendor's request. */
export interface ModelRequest {
  model: string;
  /** The enrichment asked for; the offline baseline finds its labelled examples by it. */
  task: string;
  /** Trusted: our prompt. */
  instructions: string;
  /** Untrusted text from the CRM, rendered and fenced; goes into the user turn only. */
  input: string;
  /** The same inputs, one by one. */
  fields: FieldValues;
  outputs: readonly OutputSpec[];
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
  /** What the vendor says it billed, where it says so. A number, for usage is kept as JSON. */
  billedNanoUsd?: number | undefined;
}

export type FinishReason = "stop" | "length" | "refusal" | "content-filter" | "other";

export interface ModelReply {
  text: string;
  finishReason: FinishReason;
  /** Null when the vendor does not say: then the attempt stays charged with its whole reservation. */
  usage: TokenUsage | null;
  /** The model that answered, as the vendor names it. */
  model: string;
  responseId?: string | undefined;
  /** What the vendor's own support asks for. */
  requestId?: string | undefined;
  /** What its headers tell of its limits, as far as they do. */
  limits?: readonly VendorLimit[] | undefined;
}

/** Whether a failed attempt can have cost anything. */
export type SendOutcome = "not-sent" | "rejected" | "unknown";

interface Provider {
  readonly name: string;
  /**
   * Sends one request and never retries. Throws ProviderError and nothing else, except that it ends
   * at once with the signal's reason when `signal` fires.
   */
  generate(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
  /** Closes the connections it keeps. */
  close?(): Promise<void>;
}

/** Needs neither price nor budget. */
export interface FreeModelProvider extends Provider {
  readonly free: true;
}

export interface PaidModelProvider extends Provider {
  readonly free: false;
  /** UTF-8 bytes of the body that this request is sent as: no fewer than its input tokens. */
  requestBytes(request: ModelRequest): number;
  /** Of the host that it asks, where that keeps to one: some charge more there. */
  readonly region?: string | undefined;
}

/** One vendor. */
export type ModelProvider = FreeModelProvider | PaidModelProvider;
