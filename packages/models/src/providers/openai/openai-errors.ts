import { AppError, type ErrorCode, redactText } from "@fieldwork/runtime";
import type { SendOutcome } from "../../model-provider.ts";
import type { OpenaiErrorBody } from "./openai-reply.ts";
import { retryHintMs } from "./openai-retry-hint.ts";

/** Whom an error concerns, and what must not stand in it. */
export interface OpenaiErrorContext {
  provider: string;
  model: string;
  nowMs: number;
  /** Struck out of what the vendor says: some repeat the key they refuse. */
  apiKey: string;
}

export interface OpenaiFailure {
  status: number;
  headers: Pick<Headers, "get">;
  body: OpenaiErrorBody;
}

interface Rule {
  code: ErrorCode;
  outcome: SendOutcome;
  /** Undefined: this is about the request, not the provider. */
  closeLaneMs?: number | undefined;
}

const minuteMs = 60_000;
// Some vendors ask for 0 seconds; a lane that never closes would ask them again at once, for ever.
const leastCloseMs = 250;
const invalid: Rule = { code: "model_request_invalid", outcome: "rejected" };
const refused: Rule = { code: "model_refused", outcome: "rejected" };
const rateLimited: Rule = { code: "model_rate_limited", outcome: "rejected", closeLaneMs: 5000 };
// Someone has to pay, or to correct the configuration; till then each try is wasted.
const noQuota: Rule = {
  code: "model_quota_exhausted",
  outcome: "rejected",
  closeLaneMs: 15 * minuteMs,
};
const misconfigured: Rule = {
  code: "model_unavailable",
  outcome: "rejected",
  closeLaneMs: 5 * minuteMs,
};
const busy: Rule = { code: "model_unavailable", outcome: "rejected", closeLaneMs: 5000 };
const broken: Rule = { code: "model_unavailable", outcome: "unknown", closeLaneMs: 5000 };

/** Codes that say more than the status. Source: https://developers.openai.com/api/docs/guides/error-codes */
const ruleOfCode: Readonly<Record<string, Rule>> = {
  insufficient_quota: noQuota,
  billing_hard_limit_reached: noQuota,
  rate_limit_exceeded: rateLimited,
  invalid_prompt: refused,
  content_filter: refused,
  content_policy_violation: refused,
  bio_policy: refused,
  misalignment_policy_violation: refused,
  context_length_exceeded: invalid,
};

const ruleOfStatus: Readonly<Record<number, Rule>> = {
  400: invalid,
  401: misconfigured,
  402: noQuota, // payment required
  403: misconfigured,
  404: misconfigured, // no such model, or no such path
  405: misconfigured,
  408: broken, // the server gave up waiting; it may have worked
  409: busy,
  413: invalid, // too large
  422: invalid,
  429: rateLimited,
};

/** A reply with an error status as one of our errors. Pure. */
export function errorFromOpenai(failure: OpenaiFailure, context: OpenaiErrorContext): AppError {
  const { status, headers, body } = failure;
  const hintMs = retryHintMs(headers, context.nowMs);
  const { code, type } = body;
  const label = [status, code ?? type].filter((part) => part !== null && part !== undefined);
  return appError(ruleFor(failure), { context, hintMs, said: `${label.join(" ")}${tail(body)}` });
}

/** A reply of status 200 that tells of an error. Whatever it says, it may have cost something. Pure. */
export function errorFromReply(body: OpenaiErrorBody, context: OpenaiErrorContext): AppError {
  const status = typeof body.code === "number" ? body.code : 500;
  const rule = ruleFor({ status, headers: new Headers(), body });
  return appError(
    { ...rule, outcome: "unknown" },
    { context, hintMs: undefined, said: `an error, ${body.code ?? body.type}${tail(body)}` },
  );
}

/** A reply of status 200 that is not what was asked for: HTML, cut off, or without an end. Pure. */
export function malformedReply(context: OpenaiErrorContext): AppError {
  return appError(broken, { context, hintMs: undefined, said: "what cannot be read" });
}

function ruleFor({ status, body }: OpenaiFailure): Rule {
  const isTooLarge = status === 429 && /^request too large/i.test(body.message ?? "");
  // The same code as a passing limit, but no waiting makes this request smaller.
  if (isTooLarge) return invalid;
  for (const word of [body.code, body.type]) {
    const rule = typeof word === "string" ? ruleOfCode[word] : undefined;
    if (rule) return rule;
  }
  const rule = ruleOfStatus[status];
  if (rule) return rule;
  if (status >= 500) return broken;
  return status >= 400 ? invalid : misconfigured;
}

function appError(
  { code, outcome, closeLaneMs }: Rule,
  {
    context,
    hintMs,
    said,
  }: { context: OpenaiErrorContext; hintMs: number | undefined; said: string },
): AppError {
  const { provider, model, apiKey } = context;
  const closeMs = closeLaneMs === undefined ? undefined : closeFor(code, closeLaneMs, hintMs);
  const spoken = redactText(apiKey === "" ? said : said.replaceAll(apiKey, "[secret]"));
  return new AppError(`${provider}/${model} answered ${spoken}`, {
    code,
    retryable: closeMs !== undefined,
    retryAfterMs: closeMs,
    details: { provider, model, outcome, ...(closeMs !== undefined && { closeLaneMs: closeMs }) },
  });
}

// A hint of seconds beside an exhausted quota is the server's habit, not a promise.
function closeFor(code: ErrorCode, closeLaneMs: number, hintMs: number | undefined): number {
  if (hintMs === undefined) return closeLaneMs;
  return Math.max(code === "model_quota_exhausted" ? closeLaneMs : leastCloseMs, hintMs);
}

function tail({ message }: OpenaiErrorBody): string {
  return message ? `: ${message.replace(/\s+/g, " ").slice(0, 200)}` : "";
}
