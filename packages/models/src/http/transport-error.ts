import { failureCode, neverLeft } from "@fieldwork/http";
import { ProviderError, type ProviderErrorReason } from "../provider-error.ts";

/** The other side speaks no TLS, or another than ours. */
const tlsCodes = new Set(["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER"]);

const timedOutCodes = new Set([
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  // A timer ended it: what the caller ends, nobody asks about.
  "AbortError",
  "TimeoutError",
]);

/** A request whose reply did not come. Only what never left is surely free. Pure. */
export function transportError(
  cause: unknown,
  { provider, model }: { provider: string; model: string },
): ProviderError {
  const code = failureCode(cause);
  const reason = reasonOf(code);
  const told = code ?? "no code";
  return new ProviderError(messages[reason](provider, told), {
    ...{ provider, model, reason, outcome: reason === "unreachable" ? "not-sent" : "unknown" },
    signature: `${reason} ${told}`,
    cause,
  });
}

type TransportReason = Extract<ProviderErrorReason, "unreachable" | "broken" | "timed-out">;

const messages: Readonly<Record<TransportReason, (provider: string, code: string) => string>> = {
  unreachable: (provider, code) => `${provider} cannot be reached (${code})`,
  broken: (provider, code) =>
    `the connection to ${provider} broke before its reply was complete (${code})`,
  "timed-out": (provider, code) => `${provider} did not reply in time (${code})`,
};

function reasonOf(code: string | undefined): TransportReason {
  if (code === undefined) return "broken";
  if (neverLeft(code) || tlsCodes.has(code)) return "unreachable";
  return timedOutCodes.has(code) ? "timed-out" : "broken";
}

/** A request that could not be made, such as with a key that no header can hold. Pure. */
export function unsendable(
  cause: unknown,
  { provider, model }: { provider: string; model: string },
): ProviderError {
  const reason = "unreachable";
  return new ProviderError(`the request to ${provider}/${model} could not be made`, {
    ...{ provider, model, reason, outcome: "not-sent" },
    signature: "unsendable",
    cause,
  });
}
