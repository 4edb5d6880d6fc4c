import { AppError } from "@fieldwork/runtime";
import type { SendOutcome } from "./model-provider.ts";
import { ProviderError, type ProviderErrorReason } from "./provider-error.ts";

const reasons: Record<string, ProviderErrorReason> = {
  model_request_invalid: "refused-request",
  model_refused: "refused-content",
  model_quota_exhausted: "quota",
  model_rate_limited: "rate-limited",
};

export function fromLegacy(cause: unknown, asked: { provider: string; model: string }): AppError {
  const error = AppError.from(cause);
  if (error instanceof ProviderError) return error;
  const outcome = (error.details.outcome ?? "unknown") as SendOutcome;
  let reason = reasons[error.code];
  if (error.code === "model_unavailable") {
    reason = outcome === "unknown" ? "broken" : outcome === "not-sent" ? "unreachable" : "busy";
    if (Number(error.details.closeLaneMs) > 60_000) reason = "unknown-model";
  }
  if (!reason) return error;
  return new ProviderError(error.message.replace(/^\[\w+\] /, ""), {
    ...asked,
    reason,
    outcome,
    waitMs: error.retryAfterMs,
    cause,
  });
}
