import type { CallOutcome } from "@fieldwork/http";
import type { ProviderErrorReason } from "../provider-error.ts";
import type { ErrorBody } from "./error-body.ts";
import { type MessageScope, reasonOfMessage } from "./error-messages.ts";
import { reasonOfWord } from "./error-words.ts";

/** Reasons that follow from the status, whatever the words. */
const firstByStatus: ReadonlyMap<number, ProviderErrorReason> = new Map([
  [402, "quota"],
  [413, "too-long"],
]);

const lastByStatus: ReadonlyMap<number, ProviderErrorReason> = new Map([
  [401, "refused-key"],
  // No such model, or no such path.
  [404, "unknown-model"],
  [405, "unknown-model"],
  [410, "unknown-model"],
  [407, "not-permitted"],
  // It gave up waiting, and may have worked.
  [408, "broken"],
  [409, "busy"],
  // Of a suspended account, or of a budget that a gateway keeps.
  [412, "quota"],
  [424, "broken"],
  [425, "busy"],
  [429, "rate-limited"],
  [431, "too-long"],
  [498, "busy"],
  [499, "broken"],
  [503, "busy"],
  [529, "busy"],
]);

/**
 * Why a request was refused or failed: what the status alone decides, then the codes, then the
 * parameter that is named, then the words of the message, then the status. Pure.
 */
export function reasonOf(status: number, body: ErrorBody): ProviderErrorReason {
  return (
    firstByStatus.get(status) ??
    corrected(wordReason(status, body), { status, body }) ??
    paramReason(status, body) ??
    reasonOfMessage(body.message, scopeOf(status)) ??
    statusReason(status)
  );
}

/** Whether it can have cost something: who refuses has not worked. */
export function outcomeOf(reason: ProviderErrorReason): CallOutcome {
  return reason === "broken" || reason === "timed-out" || reason === "unreadable"
    ? "unknown"
    : "rejected";
}

function wordReason(status: number, { words }: ErrorBody): ProviderErrorReason | undefined {
  // A server in trouble speaks of its own state; what it says of the request is not to be relied on.
  const isServers = status >= 500;
  const reasons = words
    .flatMap((word) => reasonOfWord.get(word) ?? [])
    .filter((reason) => !(isServers && ofRequest.has(reason)));
  // A gateway calls every 429 a limit; the vendor behind it says which.
  return reasons.find((reason) => reason !== "rate-limited") ?? reasons[0];
}

const ofRequest: ReadonlySet<ProviderErrorReason> = new Set(["refused-parameter", "unknown-model"]);

/** Codes with several causes, which the words distinguish. */
const scopeByWords: Partial<Record<ProviderErrorReason, MessageScope>> = {
  "rate-limited": "limit",
  "not-permitted": "forbidden",
};

function corrected(
  reason: ProviderErrorReason | undefined,
  { status, body }: { status: number; body: ErrorBody },
): ProviderErrorReason | undefined {
  if (reason === undefined) return undefined;
  // Alibaba's limit of tokens a minute has the code of an empty account.
  const isLimit = reason === "quota" && status === 429;
  if (isLimit && /allocated quota exceeded/i.test(body.message)) return "rate-limited";
  const scope = scopeByWords[reason];
  return (scope && reasonOfMessage(body.message, scope)) ?? reason;
}

/** What we send besides the record. FastAPI names a path: `response_format.json_schema`. */
const ourParameters = new Set([
  ...["response_format", "text", "schema", "max_tokens", "max_completion_tokens"],
  ...["max_output_tokens", "temperature", "top_p", "n", "stream", "store", "service_tier"],
  ...["prompt_cache_key", "reasoning", "reasoning_effort", "thinking", "tools", "tool_choice"],
]);

function paramReason(
  status: number,
  { param, message }: ErrorBody,
): ProviderErrorReason | undefined {
  if (param === undefined || !isRefusal(status)) return undefined;
  if (param === "model") return "unknown-model";
  if (!ourParameters.has(/^\w+/.exec(param)?.[0] ?? "")) return undefined;
  // A cap of output can be too large for what an input leaves of the context.
  const isOfInput = /^max_/.test(param) && reasonOfMessage(message, "refusal") === "too-long";
  return isOfInput ? "too-long" : "refused-parameter";
}

function isRefusal(status: number): boolean {
  return status === 400 || status === 404 || status === 422;
}

function scopeOf(status: number): MessageScope {
  if (status === 429) return "limit";
  if (status === 403) return "forbidden";
  return status >= 500 ? "failure" : "refusal";
}

function statusReason(status: number): ProviderErrorReason {
  const known = lastByStatus.get(status);
  if (known) return known;
  // Redirects are not followed: this is not the vendor's address.
  if (status >= 300 && status < 400) return "unknown-model";
  return status >= 400 && status < 500 ? "refused-request" : "broken";
}
