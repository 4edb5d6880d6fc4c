import type { CallOutcome } from "@fieldwork/http";
import { messageShape, redactText } from "@fieldwork/runtime";
import { retryHintMs } from "../http/retry-hint.ts";
import type { HeaderEntries } from "../http/vendor-limits.ts";
import type { TokenUsage } from "../model-provider.ts";
import { ProviderError, type ProviderErrorReason } from "../provider-error.ts";
import { type ErrorBody, readErrorBody } from "./error-body.ts";
import { outcomeOf, reasonOf } from "./error-reason.ts";

/** Whom an error concerns, and what must not appear in it. */
export interface ErrorContext {
  provider: string;
  model: string;
  nowMs: number;
  /** Redacted from what the vendor says: some repeat the key that they refuse. */
  secrets: readonly string[];
}

export interface RefusedReply {
  status: number;
  headers: HeaderEntries;
  /** As it was parsed, or the text that is not JSON. */
  body: unknown;
}

/** A reply with an error status. Pure. */
export function errorFromRefusal(
  { status, headers, body }: RefusedReply,
  context: ErrorContext,
): ProviderError {
  const told = readErrorBody(body);
  const reason = reasonOf(status, told);
  const outcome = outcomeOf(reason);
  return providerError({ reason, outcome, answered: `${status}`, told, headers }, context);
}

/** A reply of status 200 that reports an error. Whatever it says, it may have cost something. Pure. */
export function errorFromReply(
  { error, usage, headers }: { error: unknown; usage: TokenUsage | null; headers: HeaderEntries },
  context: ErrorContext,
): ProviderError {
  const told = readErrorBody(error);
  const reason = reasonOf(told.status ?? 200, told);
  const answered = ["200 with an error", told.status].join(" ").trim();
  return providerError({ reason, outcome: "unknown", answered, told, headers, usage }, context);
}

/** A reply of status 200 without an answer. Pure. */
export function unreadableReply(
  { usage, found, cause }: { usage: TokenUsage | null; found: string; cause?: unknown },
  { provider, model }: ErrorContext,
): ProviderError {
  return new ProviderError(`${provider}/${model} answered ${found}`, {
    ...{ provider, model, reason: "unreadable", outcome: "unknown", usage, cause },
    signature: `200 ${found}`,
  });
}

/** A reply of status 200 that is not JSON: a page, or something that was cut off. Pure. */
export function brokenReply({ provider, model }: ErrorContext): ProviderError {
  const found = "something that is not JSON";
  return new ProviderError(`${provider}/${model} answered ${found}`, {
    ...{ provider, model, reason: "broken", outcome: "unknown" },
    signature: `200 ${found}`,
  });
}

interface Judged {
  reason: ProviderErrorReason;
  outcome: CallOutcome;
  /** Its status, in words. */
  answered: string;
  told: ErrorBody;
  headers: HeaderEntries;
  usage?: TokenUsage | null;
}

function providerError(
  { reason, outcome, answered, told, headers, usage }: Judged,
  { provider, model, nowMs, secrets }: ErrorContext,
): ProviderError {
  const message = redactText(withoutSecrets(told.message, secrets));
  const name = told.label === undefined ? answered : `${answered} ${told.label}`;
  const waitMs = retryHintMs(
    { headers: [...told.headers, ...headers], message, told: told.waits, words: told.words },
    nowMs,
  );
  const said = message === "" ? name : `${name}: ${message.slice(0, 200)}`;
  return new ProviderError(`${provider}/${model} answered ${withoutSecrets(said, secrets)}`, {
    ...{ provider, model, reason, outcome, waitMs, usage },
    signature: `${withoutSecrets(name, secrets)} ${messageShape(message)}`.trim(),
  });
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
}
