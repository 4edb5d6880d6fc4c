import type { StatusFault } from "../core/fault-rules.ts";
import type { FaultSubject } from "../core/faults.ts";
import type { Reply } from "../core/http-reply.ts";
import { modelIn } from "../language-model/model-in.ts";
import { durationText } from "./openai-durations.ts";

export interface OpenaiErrorBody {
  message: string;
  type: string;
  param?: string | null;
  code?: string | null;
}

/** An error as OpenAI words it: https://platform.openai.com/docs/guides/error-codes/api-errors */
export function openaiError(
  status: number,
  { message, type, param = null, code = null }: OpenaiErrorBody,
): Reply {
  return { status, json: { error: { message, type, param, code } } };
}

export function invalidRequest(message: string, param: string | null, code: string | null): Reply {
  return openaiError(400, { message, type: "invalid_request_error", param, code });
}

export function modelNotFound(model: string): Reply {
  return openaiError(404, {
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    type: "invalid_request_error",
    code: "model_not_found",
  });
}

export function unauthorized(key: string | undefined): Reply {
  if (key === undefined) {
    return openaiError(401, {
      message:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
      type: "invalid_request_error",
    });
  }
  return openaiError(401, {
    message: `Incorrect API key provided: ${key.slice(0, 3)}***${key.slice(-4)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    type: "invalid_request_error",
    code: "invalid_api_key",
  });
}

export interface LimitHit {
  model: string;
  /** What ran out. */
  of: "requests" | "tokens";
  limit: number;
  used: number;
  requested: number;
  waitMs: number;
}

/** A 429 with everything that OpenAI tells about it: in words, in headers, and in milliseconds. */
export function rateLimited({ model, of, limit, used, requested, waitMs }: LimitHit): Reply {
  const unit = of === "requests" ? "requests per min (RPM)" : "tokens per min (TPM)";
  const reply = openaiError(429, {
    message: `Rate limit reached for ${model} in organization org-simulated on ${unit}: Limit ${limit}, Used ${used}, Requested ${requested}. Please try again in ${durationText(waitMs)}. Visit https://platform.openai.com/account/rate-limits to learn more.`,
    type: of,
    code: "rate_limit_exceeded",
  });
  return {
    ...reply,
    headers: {
      "retry-after": `${Math.max(1, Math.ceil(waitMs / 1000))}`,
      "retry-after-ms": `${Math.ceil(waitMs)}`,
      [`x-ratelimit-remaining-${of}`]: `${Math.max(0, limit - used)}`,
      [`x-ratelimit-reset-${of}`]: durationText(waitMs),
    },
  };
}

/** A request that no waiting makes fit. */
export function tooLarge({
  model,
  limit,
  requested,
}: Pick<LimitHit, "model" | "limit" | "requested">): Reply {
  return openaiError(429, {
    message: `Request too large for ${model} in organization org-simulated on tokens per min (TPM): Limit ${limit}, Requested ${requested}. The input or output tokens must be reduced in order to run successfully. Visit https://platform.openai.com/account/rate-limits to learn more.`,
    type: "tokens",
    code: "rate_limit_exceeded",
  });
}

export function tooManyAtOnce(model: string, limit: number): Reply {
  return openaiError(429, {
    message: `Too many concurrent requests for ${model}: Limit ${limit}. Please try again later.`,
    type: "requests",
    code: "rate_limit_exceeded",
  });
}

const quotaExhausted = openaiError(429, {
  message:
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
  type: "insufficient_quota",
  code: "insufficient_quota",
});

/** What a fault with a status says in OpenAI's words. Its reason is a code, or for a 429 what ran out. */
export function renderOpenaiFault(
  { status, reason, retryAfterS = 1 }: StatusFault,
  { body }: Pick<FaultSubject, "body">,
): Reply {
  const model = modelIn(body) ?? "gpt-simulated";
  switch (status) {
    case 401:
      return unauthorized("sk-no-longer-valid");
    case 404:
      return modelNotFound(model);
    case 429: {
      if (reason === "insufficient_quota") return quotaExhausted;
      const of = reason === "tokens" ? "tokens" : "requests";
      const waitMs = retryAfterS * 1000;
      return rateLimited({ model, of, limit: 500, used: 500, requested: 1, waitMs });
    }
    default: {
      const type = status < 500 ? "invalid_request_error" : "server_error";
      const message = messages[reason ?? ""] ?? messages[status] ?? "It could not be served.";
      return openaiError(status, { message, type, code: reason ?? codes[status] ?? null });
    }
  }
}

const messages: Readonly<Record<string, string>> = {
  context_length_exceeded:
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
  400: "The request is invalid.",
  403: "Country, region, or territory not supported",
  408: "The request timed out.",
  500: "The server had an error while processing your request. Sorry about that!",
  503: "The engine is currently overloaded, please try again later.",
  529: "The model is currently overloaded with other requests. Please try again later.",
};

const codes: Readonly<Record<number, string>> = {
  403: "unsupported_country_region_territory",
};
