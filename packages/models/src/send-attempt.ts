import { type CallOutcome, isUnsent } from "@fieldwork/http";
import { AppError, stoppedError } from "@fieldwork/runtime";
import { collectReply } from "./collect-reply.ts";
import type { OnExchange } from "./exchange/exchange.ts";
import type { ModelReply, PreparedCall, TokenUsage } from "./model-provider.ts";
import type { ModelRef } from "./model-ref.ts";
import { ProviderError } from "./provider-error.ts";
import { meterFirstChunk } from "./telemetry/call-metrics.ts";

/** What came of sending one attempt. */
export type Sent =
  | { kind: "replied"; reply: ModelReply }
  /** A reply came, was paid, and holds no answer. */
  | { kind: "no-answer"; reply: ModelReply; error: ProviderError }
  | { kind: "failed"; error: AppError; outcome: CallOutcome };

export interface SendOptions {
  ref: ModelRef;
  timeoutMs: number;
  /** Until the first event; by default as long as the whole attempt. */
  firstTokenTimeoutMs?: number | undefined;
  /** Between two pieces of the answer; by default as long as the whole attempt. */
  chunkTimeoutMs?: number | undefined;
  /** With all of the text so far, whenever it has grown. */
  onText?: ((text: string) => void) | undefined;
  /** See `PreparedCall`. */
  onExchange?: OnExchange | undefined;
  signal: AbortSignal;
}

/** Sends one attempt under its own timeout and the caller's signal. Never throws. */
export async function sendAttempt(prepared: PreparedCall, options: SendOptions): Promise<Sent> {
  const { ref: asked, timeoutMs, firstTokenTimeoutMs = timeoutMs, onText, signal } = options;
  const { chunkTimeoutMs = timeoutMs } = options;
  if (signal.aborted)
    return {
      kind: "failed",
      error: stoppedError("the call to the model was stopped", { ...asked }),
      outcome: "not-sent",
    };
  const attempt = new AbortController();
  let limitMs = timeoutMs;
  const giveUp = (afterMs: number) => {
    limitMs = afterMs;
    attempt.abort();
  };
  const timer = setTimeout(giveUp, timeoutMs, timeoutMs);
  const toBegin =
    firstTokenTimeoutMs < timeoutMs
      ? setTimeout(giveUp, firstTokenTimeoutMs, firstTokenTimeoutMs)
      : undefined;
  let toGoOn: NodeJS.Timeout | undefined;
  const onAbort = () => attempt.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  // Otherwise the whole answer comes in one piece.
  let isAwaited = onText !== undefined || toBegin !== undefined || chunkTimeoutMs < timeoutMs;
  const sentAt = performance.now();
  try {
    const reply = await collectReply(prepared.send(attempt.signal, options.onExchange), (text) => {
      clearTimeout(toBegin);
      if (chunkTimeoutMs < timeoutMs) {
        toGoOn = toGoOn?.refresh() ?? setTimeout(giveUp, chunkTimeoutMs, chunkTimeoutMs);
      }
      if (isAwaited) meterFirstChunk(asked, performance.now() - sentAt);
      isAwaited = false;
      onText?.(text);
    });
    const error = unansweredError(reply, asked);
    return error ? { kind: "no-answer", reply, error } : { kind: "replied", reply };
  } catch (cause) {
    const outcome = outcomeOf(cause);
    if (signal.aborted)
      return {
        kind: "failed",
        error: stoppedError("the call to the model was stopped", { ...asked }),
        outcome,
      };
    if (attempt.signal.aborted) {
      return {
        kind: "failed",
        error: timedOut({ ...asked, outcome, timeoutMs: limitMs }),
        outcome,
      };
    }
    return { kind: "failed", error: AppError.from(cause), outcome };
  } finally {
    clearTimeout(timer);
    clearTimeout(toBegin);
    clearTimeout(toGoOn);
    signal.removeEventListener("abort", onAbort);
  }
}

function outcomeOf(cause: unknown): CallOutcome {
  if (cause instanceof ProviderError) return cause.outcome;
  return isUnsent(cause) ? "not-sent" : "unknown";
}

function unansweredError(
  { finishReason, finishDetail, usage }: ModelReply,
  asked: ModelRef,
): ProviderError | undefined {
  const { provider, model } = asked;
  const failed = { ...asked, outcome: "unknown", usage } as const;
  switch (finishReason) {
    case "refusal":
    case "content-filter":
      return new ProviderError(`${provider}/${model} refused to answer (${finishReason})`, {
        ...failed,
        reason: "refused-content",
        details: { finishReason, finishDetail },
      });
    case "length":
      return new ProviderError(`${provider}/${model} reached its limit of output tokens`, {
        ...failed,
        reason: "truncated",
      });
    case "context-length":
      return new ProviderError(`${provider}/${model} ran out of context`, {
        ...failed,
        reason: "too-long",
      });
    case "failed":
      return new ProviderError(`${provider}/${model} reported a failure (${finishDetail})`, {
        ...failed,
        reason: "broken",
      });
    // Its text shows whether there is an answer.
    case "stop":
    case "tool-call":
    case "paused":
    case "other":
      return undefined;
    default:
      return finishReason satisfies never;
  }
}

function timedOut({
  timeoutMs,
  ...failed
}: ModelRef & { outcome: CallOutcome; timeoutMs: number }): ProviderError {
  const { provider, model } = failed;
  return new ProviderError(`${provider}/${model} did not answer within ${timeoutMs} ms`, {
    ...failed,
    reason: "timed-out",
    details: { timeoutMs },
  });
}

/** The usage that the vendor reported, even with a failure; null if it reported none. */
export function reportedUsage(sent: Sent): TokenUsage | null {
  if (sent.kind !== "failed") return sent.reply.usage;
  return sent.error instanceof ProviderError ? sent.error.usage : null;
}
