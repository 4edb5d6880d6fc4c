import type { StatusFault } from "../core/fault-rules.ts";
import type { Reply } from "../core/http-reply.ts";
import type { LimitHit } from "../language-model/model-limits.ts";
import type { Json, NamedRefusal } from "../language-model/model-vendor.ts";

/** An error as Mistral words it, which is not wrapped. */
export function errorBody(message: string, type: string, code: string | null): Json {
  return { object: "error", message, type, param: null, code, raw_status_code: null };
}

export function mistralError(
  status: number,
  message: string,
  { type = "invalid_request_error", code = null }: { type?: string; code?: string | null } = {},
): Reply {
  return { status, json: { ...errorBody(message, type, code), raw_status_code: status } };
}

/** What a request has that it must not have, or lacks, as FastAPI says it. */
export function unprocessable(type: string, loc: readonly (string | number)[], msg: string): Reply {
  return { status: 422, json: { object: "error", message: { detail: [{ type, loc, msg }] } } };
}

export function modelNotFound(model: string): Reply {
  return mistralError(400, `Invalid model: ${model}`, { type: "invalid_model", code: "1500" });
}

export function unauthorized(): Reply {
  return { status: 401, json: { detail: "Unauthorized" } };
}

const units: Readonly<Record<LimitHit["of"], string>> = {
  requests: "Requests rate limit exceeded",
  "input-tokens": "Tokens per minute limit exceeded",
  "output-tokens": "Tokens per minute limit exceeded",
  "requests-day": "Requests per day limit exceeded",
  concurrency: "Too many concurrent requests",
};

export function limited({ of, waitMs }: LimitHit): Reply {
  const reply = mistralError(429, units[of], { type: "rate_limited", code: "1300" });
  return { ...reply, headers: { "retry-after": `${Math.max(1, Math.ceil(waitMs / 1000))}` } };
}

/** What a fault with a status says in Mistral's words. A reason is one of its types. */
export function renderFault(
  { status, reason, message, retryAfterS = 1 }: StatusFault,
  model: string,
): Reply {
  if (status === 401) return unauthorized();
  if (status === 404) return mistralError(404, "no Route matched with those values");
  if (status === 429 && message === undefined) {
    return limited({ model, of: "requests", limit: 6, waitMs: retryAfterS * 1000 });
  }
  const type = reason ?? (status < 500 ? "invalid_request_error" : "internal_server_error");
  return mistralError(status, message ?? words[status] ?? "It could not be served.", { type });
}

const words: Readonly<Record<number, string>> = {
  400: "The request is invalid.",
  402: "You need to activate payments to use this model.",
  403: "You are not allowed to access this resource.",
  500: "Internal server error",
  503: "Service unavailable.",
};

/** By name, as faults tell them: `{ vendor: "mistral-too-long" }`. */
export const mistralRefusals = {
  "mistral-too-long": {
    status: 400,
    body: errorBody(
      "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
      "invalid_request_error",
      "3051",
    ),
  },
  "mistral-extra-input": {
    status: 422,
    body: {
      object: "error",
      message: {
        detail: [
          {
            ...{ type: "extra_forbidden", loc: ["body", "prompt_cache_key"] },
            msg: "Extra inputs are not permitted",
          },
        ],
      },
    },
  },
  "mistral-schema": {
    status: 400,
    body: errorBody(
      "Invalid response_format: json_schema is not supported by this model",
      "invalid_request_error",
      "3000",
    ),
  },
  "mistral-no-model": {
    status: 400,
    body: errorBody("Invalid model: {model}", "invalid_model", "1500"),
  },
  "mistral-capacity": {
    status: 429,
    body: errorBody(
      "Service tier capacity exceeded for this model.",
      "service_tier_capacity_exceeded",
      "3505",
    ),
  },
  "mistral-moderated": {
    status: 403,
    body: errorBody("Input was flagged by guardrails", "moderation_blocked", "2200"),
  },
} satisfies Readonly<Record<string, NamedRefusal>>;
