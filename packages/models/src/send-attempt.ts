import { AppError } from "@fieldwork/runtime";
import type { ModelReply, SendOutcome } from "./model-provider.ts";
import type { PreparedAttempt } from "./prepare-attempt.ts";

/** What came of sending one attempt. */
export type Sent =
  | { kind: "replied"; reply: ModelReply }
  /** A reply came, was paid, and holds no answer. */
  | { kind: "no-answer"; reply: ModelReply; error: AppError }
  | { kind: "failed"; error: AppError; outcome: SendOutcome };

// One slow answer says little about the provider.
const timeoutCloseLaneMs = 1000;

/** Sends one attempt under its own timeout and the caller's signal. Never throws. */
export async function sendAttempt(
  { provider, request }: PreparedAttempt,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Sent> {
  const names = { provider: provider.name, model: request.model };
  if (signal.aborted) return failed(stopped(names, "not-sent"));
  const attempt = new AbortController();
  const timer = setTimeout(() => attempt.abort(), timeoutMs);
  const onAbort = () => attempt.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const reply = await provider.generate(request, attempt.signal);
    const error = unansweredError(reply, names);
    return error ? { kind: "no-answer", reply, error } : { kind: "replied", reply };
  } catch (cause) {
    const outcome = outcomeOf(cause);
    if (signal.aborted) return failed(stopped(names, outcome));
    if (attempt.signal.aborted) return failed(timedOut({ ...names, outcome, timeoutMs }));
    return failed(AppError.from(cause), names);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function failed(error: AppError, names: object = {}): Sent {
  // So that the caller finds the lane to close, whatever the provider left out.
  Object.assign(error.details, { ...names, ...error.details });
  return { kind: "failed", error, outcome: outcomeOf(error) };
}

function outcomeOf(error: unknown): SendOutcome {
  const outcome = error instanceof AppError ? error.details.outcome : undefined;
  return outcome === "not-sent" || outcome === "rejected" ? outcome : "unknown";
}

function unansweredError(
  { finishReason }: ModelReply,
  names: { provider: string; model: string },
): AppError | undefined {
  const { provider, model } = names;
  switch (finishReason) {
    case "refusal":
    case "content-filter":
      return new AppError(`${provider}/${model} refused to answer (${finishReason})`, {
        code: "model_refused",
        retryable: false,
        details: { ...names, finishReason },
      });
    case "length":
      return new AppError(`${provider}/${model} reached its cap of output tokens`, {
        code: "model_output_truncated",
        retryable: false,
        details: names,
      });
    case "stop":
    case "other":
      return undefined;
    default:
      return finishReason satisfies never;
  }
}

function stopped(names: object, outcome: SendOutcome): AppError {
  return new AppError("the call to the model was stopped", {
    code: "stopped",
    retryable: true,
    details: { ...names, outcome },
  });
}

function timedOut(details: {
  provider: string;
  model: string;
  timeoutMs: number;
  outcome: SendOutcome;
}): AppError {
  const { provider, model, timeoutMs } = details;
  return new AppError(`${provider}/${model} did not answer within ${timeoutMs} ms`, {
    code: "model_timeout",
    retryable: true,
    retryAfterMs: timeoutCloseLaneMs,
    details: { ...details, closeLaneMs: timeoutCloseLaneMs },
  });
}
