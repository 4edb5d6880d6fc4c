import type { StatusFault } from "../core/fault-rules.ts";
import type { Reply } from "../core/http-reply.ts";
import type { LimitHit } from "../language-model/model-limits.ts";
import type { Json, NamedRefusal } from "../language-model/model-vendor.ts";

/** An error as Google words it: https://ai.google.dev/gemini-api/docs/troubleshooting */
export function errorBody(code: number, message: string, more: object = {}): Json {
  return { error: { code, message, status: statuses[code] ?? "UNKNOWN", ...more } };
}

const statuses: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

export function geminiError(status: number, message: string, more: object = {}): Reply {
  return { status, json: errorBody(status, message, more) };
}

export function invalidArgument(message: string): Reply {
  return geminiError(400, message);
}

export function modelNotFound(model: string): Reply {
  return geminiError(
    404,
    `models/${model} is not found for API version v1, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
  );
}

const errorInfo = (reason: string) => ({
  details: [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      ...{ reason, domain: "googleapis.com" },
    },
  ],
});

export function unauthorized(key: string | undefined): Reply {
  return key === undefined
    ? geminiError(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
      )
    : geminiError(
        400,
        "API key not valid. Please pass a valid API key.",
        errorInfo("API_KEY_INVALID"),
      );
}

const quotas: Readonly<Record<LimitHit["of"], readonly [metric: string, id: string]>> = {
  requests: ["generate_content_requests", "GenerateRequestsPerMinutePerProjectPerModel"],
  "input-tokens": [
    "generate_content_input_token_count",
    "GenerateContentInputTokensPerModelPerMinute",
  ],
  "output-tokens": [
    "generate_content_output_token_count",
    "GenerateContentOutputTokensPerModelPerMinute",
  ],
  "requests-day": ["generate_content_requests", "GenerateRequestsPerDayPerProjectPerModel"],
  concurrency: ["generate_content_concurrency", "GenerateContentConcurrencyPerProjectPerModel"],
};

/** No header tells of a limit: all of it stands in the body. */
export function limited({ model, of, limit, waitMs }: LimitHit): Reply {
  const [metric, quotaId] = quotas[of];
  const seconds = waitMs / 1000;
  const message = `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. \n* Quota exceeded for metric: generativelanguage.googleapis.com/${metric}, limit: ${limit}, model: ${model}\nPlease retry in ${seconds}s.`;
  return geminiError(429, message, {
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [
          {
            quotaMetric: `generativelanguage.googleapis.com/${metric}`,
            ...{ quotaId, quotaDimensions: { location: "global", model }, quotaValue: `${limit}` },
          },
        ],
      },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${seconds}s` },
    ],
  });
}

/** What a fault with a status says in Google's words. */
export function renderFault(
  { status, reason, message, retryAfterS = 1 }: StatusFault,
  model: string,
): Reply {
  if (status === 429 && message === undefined) {
    const of = reason === "day" ? "requests-day" : "requests";
    return limited({ model, of, limit: 15, waitMs: retryAfterS * 1000 });
  }
  if (status === 404) return modelNotFound(model);
  return geminiError(status, message ?? words[status] ?? "The request could not be served.");
}

const words: Readonly<Record<number, string>> = {
  400: "Request contains an invalid argument.",
  401: "Request had invalid authentication credentials.",
  403: "The caller does not have permission",
  499: "The operation was cancelled.",
  500: "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
  503: "The model is overloaded. Please try again later.",
  504: "Deadline expired before operation could complete.",
};

function named(status: number, message: string, more: object = {}): NamedRefusal {
  return { status, body: errorBody(status, message, more) };
}

/** By name, as faults tell them: `{ vendor: "gemini-too-long" }`. */
export const geminiRefusals = {
  "gemini-wrong-key": named(
    400,
    "API key not valid. Please pass a valid API key.",
    errorInfo("API_KEY_INVALID"),
  ),
  "gemini-expired-key": named(
    400,
    "API key expired. Please renew the API key.",
    errorInfo("API_KEY_INVALID"),
  ),
  "gemini-no-place": named(400, "User location is not supported for the API use.", {
    status: "FAILED_PRECONDITION",
  }),
  "gemini-too-long": named(
    400,
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
  ),
  "gemini-schema": named(
    400,
    "The specified schema produces a constraint that has too many states for serving.",
  ),
  "gemini-thinking": named(400, "Budget 0 is invalid. This model only works in thinking mode."),
  "gemini-no-plan": named(
    429,
    "You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0, model: {model}",
  ),
  "gemini-no-credit": named(
    429,
    "Your prepayment credits are depleted. Please go to AI Studio to manage your project and billing.",
  ),
} satisfies Readonly<Record<string, NamedRefusal>>;
