import type { FieldValues, OutputSpec } from "@fieldwork/contracts";

/** A model as routes name it: `provider/model`, such as `openai/gpt-5-mini` or `baseline/tf-idf`. */
export interface ModelRef {
  provider: string;
  model: string;
}

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
  /** JSON Schema of the answer, in the subset that strict modes take. */
  schema: Readonly<Record<string, unknown>>;
  maxOutputTokens: number;
  /** Set on the one repair turn. */
  repair?: { previousText: string; problems: readonly string[] } | undefined;
}

export interface TokenUsage {
  /** All input tokens, cached ones included. */
  inputTokens: number;
  cachedInputTokens: number;
  /** All output tokens, reasoning included. */
  outputTokens: number;
  reasoningTokens: number;
}

export type FinishReason = "stop" | "length" | "refusal" | "content-filter" | "other";

export interface ModelReply {
  text: string;
  finishReason: FinishReason;
  usage: TokenUsage;
  /** The model that answered, as the vendor names it. */
  model: string;
  responseId?: string | undefined;
}

/**
 * One vendor. Sends one HTTP request a call and never retries. Throws AppError `model_*`: with
 * `retryAfterMs` where the vendor says when, and `details.outcome: "not-sent" | "rejected" | "unknown"`,
 * which tells whether the call can have cost anything.
 */
export interface ModelProvider {
  readonly name: string;
  /** Free models need neither price nor budget. */
  readonly free: boolean;
  generate(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
}
