import type { StatusFault } from "../core/fault-rules.ts";
import type { Reply } from "../core/http-reply.ts";
import type { LimitHit } from "../language-model/model-limits.ts";
import type { NamedRefusal } from "../language-model/model-vendor.ts";
import { anthropicId } from "./anthropic-id.ts";

/** An error as Anthropic words it: https://platform.claude.com/docs/en/api/errors */
export function errorBody(type: string, message: string, details?: object): object {
  const error = { type, message, ...(details && { details }) };
  return { type: "error", error, request_id: anthropicId("req") };
}

export function anthropicError(status: number, type: string, message: string): Reply {
  return { status, json: errorBody(type, message) };
}

export function invalidRequest(message: string): Reply {
  return anthropicError(400, "invalid_request_error", message);
}

export function modelNotFound(model: string): Reply {
  return anthropicError(404, "not_found_error", `model: ${model}`);
}

export function unauthorized(key: string | undefined): Reply {
  const message = key === undefined ? "API key is required" : "invalid API key";
  return anthropicError(401, "authentication_error", message);
}

const units: Readonly<Record<LimitHit["of"], string>> = {
  requests: "requests per minute",
  "input-tokens": "input tokens per minute",
  "output-tokens": "output tokens per minute",
  "requests-day": "requests per day",
  concurrency: "concurrent connections",
};

export function limited({ model, of, limit, waitMs }: LimitHit): Reply {
  const message = `This request would exceed the rate limit for your organization (simulated) of ${limit} ${units[of]} (model: ${model}). For details, refer to: https://docs.claude.com/en/api/rate-limits.`;
  const reply = anthropicError(429, "rate_limit_error", message);
  const seconds = `${Math.max(1, Math.ceil(waitMs / 1000))}`;
  return { ...reply, headers: { "retry-after": seconds, "x-should-retry": "true" } };
}

/** What a fault with a status says in Anthropic's words. A reason is one of its types. */
export function renderFault(
  { status, reason, message: told, retryAfterS = 1 }: StatusFault,
  model: string,
): Reply {
  if (status === 429 && reason === undefined) {
    return limited({ model, of: "requests", limit: 50, waitMs: retryAfterS * 1000 });
  }
  if (status === 404 && reason === undefined) return modelNotFound(model);
  const [type, message] = words[status] ?? (status < 500 ? words[400] : words[500]);
  return anthropicError(status, reason ?? type, told ?? message);
}

type Words = readonly [type: string, message: string];

const words: Readonly<Record<number, Words>> & Readonly<Record<400 | 500, Words>> = {
  400: ["invalid_request_error", "messages: the request is invalid"],
  401: ["authentication_error", "invalid API key"],
  403: ["permission_error", "Your API key does not have permission to use the specified resource."],
  408: ["timeout_error", "The request timed out."],
  413: ["request_too_large", "Request exceeds the maximum size"],
  429: ["rate_limit_error", "Too many requests."],
  500: ["api_error", "Internal server error"],
  503: ["overloaded_error", "Overloaded"],
  504: ["timeout_error", "The request took too long to process."],
  529: ["overloaded_error", "Overloaded"],
};

const creditMessage =
  "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.";

function named(status: number, message: string, details?: object): NamedRefusal {
  const type = status === 429 ? "rate_limit_error" : "invalid_request_error";
  return { status, body: errorBody(type, message, details) };
}

/** By name, as faults tell them: `{ vendor: "anthropic-no-credit" }`. */
export const anthropicRefusals = {
  "anthropic-no-credit": named(400, creditMessage),
  "anthropic-spend-limit": named(429, "You have reached your specified API usage limits.", {
    error_code: "enforced_spend_limit_reached",
  }),
  "anthropic-billing": { status: 402, body: errorBody("billing_error", "Payment is overdue.") },
  "anthropic-too-long": named(400, "prompt is too long: 210345 tokens > 200000 maximum"),
  "anthropic-context-limit": named(
    400,
    "input length and `max_tokens` exceed context limit: 199000 + 4000 > 200000, decrease input length or `max_tokens` and try again",
  ),
  "anthropic-thinking": named(
    400,
    '"thinking.type.disabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
  ),
  "anthropic-max-tokens": named(
    400,
    "max_tokens: 400000 > 128000, which is the maximum allowed number of output tokens for {model}",
  ),
  "anthropic-policy": named(400, "Output blocked by content filtering policy"),
} satisfies Readonly<Record<string, NamedRefusal>>;
export type AnthropicRefusal = keyof typeof anthropicRefusals;
