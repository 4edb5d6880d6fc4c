import { AppError } from "@fieldwork/runtime";

const notSentCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

const notSentCloseLaneMs = 5000;
// One connection of many broke: the others may well go on.
const brokenCloseLaneMs = 1000;

/** A request whose reply did not come, as `model_unavailable`. Only what never left is surely free. Pure. */
export function transportError(
  cause: unknown,
  { provider, model }: { provider: string; model: string },
): AppError {
  const code = errorCode(cause);
  const isNotSent = code !== undefined && notSentCodes.has(code);
  const closeLaneMs = isNotSent ? notSentCloseLaneMs : brokenCloseLaneMs;
  return new AppError(
    isNotSent
      ? `${provider} cannot be reached (${code})`
      : `the connection to ${provider} broke before its reply was complete (${code ?? "no code"})`,
    {
      code: "model_unavailable",
      retryable: true,
      retryAfterMs: closeLaneMs,
      details: { provider, model, closeLaneMs, outcome: isNotSent ? "not-sent" : "unknown" },
      cause,
    },
  );
}

/** The system's code, at whatever depth an SDK has wrapped it. */
function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return code;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return errorCode(inner);
}
