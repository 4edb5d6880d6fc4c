import type { Reply } from "../core/http-reply.ts";
import type { VendorFault } from "../core/routes.ts";
import { limitWithHint } from "./openai-hints.ts";

interface Refusal {
  status: number;
  /** `{model}` is replaced by the model that was asked for. */
  body: unknown;
}

/** In OpenAI's shape, as most others have it. */
function like(status: number, message: string, rest: object = {}): Refusal {
  const error = { message, type: "invalid_request_error", param: null, code: null, ...rest };
  return { status, body: { error } };
}

const litellmModel =
  "/chat/completions: Invalid model name passed in model={model}. Call `/v1/models` to view available models for your key.";
const xaiCode = "The caller does not have permission to execute the specified operation";

/** By whom and for what. */
const refusals = {
  "litellm-unknown-model": like(400, litellmModel, { param: "model", code: "400" }),
  "litellm-budget": like(400, "Budget has been exceeded! Current cost: 14.1, Max budget: 10", {
    ...{ type: "budget_exceeded", code: "400" },
  }),
  "openai-unknown-model-400": like(400, "The requested model '{model}' does not exist.", {
    ...{ param: "model", code: "model_not_found" },
  }),
  "openai-too-large": like(
    429,
    "Request too large for {model} on tokens per min (TPM): Limit 30000, Requested 40000.",
    { type: "tokens", code: "rate_limit_exceeded" },
  ),
  "azure-content-filter": like(
    400,
    "The response was filtered due to the prompt triggering the content management policy.",
    {
      ...{ type: null, param: "prompt", code: "content_filter", status: 400 },
      innererror: { code: "ResponsibleAIPolicyViolation" },
    },
  ),
  "azure-no-key": { status: 401, body: { statusCode: 401, message: "Access denied." } },
  "groq-too-large": like(413, "Request too large for model {model}: Limit 6000, Requested 9000", {
    ...{ type: "tokens", code: "rate_limit_exceeded" },
  }),
  "groq-json-failed": like(400, "Failed to generate JSON. Please adjust your prompt.", {
    ...{ code: "json_validate_failed", failed_generation: '{"summary":' },
  }),
  "groq-decommissioned": like(400, "The model `{model}` has been decommissioned.", {
    code: "model_decommissioned",
  }),
  "xai-usage-guidelines": {
    status: 403,
    body: { code: xaiCode, error: "Content violates usage guidelines. Model: {model}" },
  },
  "xai-no-credits": {
    status: 429,
    body: {
      code: "Some resource has been exhausted",
      error: "Your team has either used all available credits or reached its spending limit.",
    },
  },
  "xai-wrong-key": {
    status: 400,
    body: {
      code: "Client specified an invalid argument",
      error: "Incorrect API key provided: xa***y.",
    },
  },
  "openrouter-moderation": {
    status: 403,
    body: {
      error: {
        ...{ code: 403, message: "Your chosen model requires moderation; your input was flagged" },
        metadata: { reasons: ["violence"], flagged_input: "…", model_slug: "{model}" },
      },
    },
  },
  "openrouter-no-credits": { status: 402, body: { error: { code: 402, message: "No credits." } } },
  "deepseek-no-balance": like(402, "Insufficient Balance", { code: "invalid_request_error" }),
  "fireworks-suspended": like(
    412,
    "Account is suspended, possibly due to reaching the monthly spending limit.",
    { code: "PRECONDITION_FAILED", type: "error" },
  ),
  "moonshot-no-balance": like(429, "Your account is suspended due to insufficient balance", {
    type: "exceeded_current_quota_error",
  }),
  "moonshot-temperature": like(400, "invalid temperature: only 1 is allowed for this model"),
  "dashscope-arrears": like(400, "Access denied, your account is not in good standing.", {
    ...{ code: "Arrearage", type: "Arrearage" },
  }),
  "dashscope-content": like(400, "Input data may contain inappropriate content.", {
    ...{ code: "data_inspection_failed", type: "data_inspection_failed" },
  }),
  "gemini-wrong-key": {
    status: 400,
    body: [
      {
        error: {
          ...{ code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT" },
          details: [{ reason: "API_KEY_INVALID" }],
        },
      },
    ],
  },
  "mistral-unknown-parameter": {
    status: 422,
    body: { detail: [{ type: "extra_forbidden", loc: ["body", "store"], msg: "Not permitted" }] },
  },
  "llamacpp-context": {
    status: 400,
    body: {
      error: {
        ...{ code: 400, message: "the request exceeds the available context size" },
        ...{ type: "exceed_context_size_error", n_prompt_tokens: 5000, n_ctx: 4096 },
      },
    },
  },
  "llamacpp-loading": {
    status: 503,
    body: { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
  },
  "ollama-busy": like(503, "server busy, please try again. maximum pending requests exceeded", {
    type: "api_error",
  }),
  "portkey-budget": {
    status: 412,
    body: { status: "failure", message: "Portkey Error: Usage limit exceeded." },
  },
} satisfies Readonly<Record<string, Refusal>>;

/** What others who speak the protocol refuse, in their own shapes; told as `{ vendor: "<one of these>" }`. */
export type OpenaiRefusal = keyof typeof refusals;

export const openaiRefusals: readonly string[] = Object.keys(refusals);

/** Of an answer that is to be streamed, and of no other: by OpenAI, by a strict gateway, by a small server. */
const streamRefusals: Readonly<Record<string, Refusal>> = {
  "openai-unverified-stream": like(
    400,
    "Your organization must be verified to stream this model. Please go to the settings and verify it.",
    { param: "stream", code: "unsupported_value" },
  ),
  "gateway-stream-options": {
    status: 422,
    body: {
      detail: [
        {
          ...{ type: "extra_forbidden", loc: ["body", "stream_options"] },
          ...{ msg: "Extra inputs are not permitted", input: { include_usage: true } },
        },
      ],
    },
  },
  "no-streaming": like(400, "Streaming is not supported by this server"),
};

export const openaiStreamRefusals: readonly string[] = Object.keys(streamRefusals);

/** The refusal that a fault asks for, which charges nothing; undefined when it asks for something else. */
export function faultRefusal(
  [fault]: readonly VendorFault[],
  { model, streams, nowMs }: { model: string; streams: boolean; nowMs: number },
): Reply | undefined {
  if (fault?.vendor === "rate-limit") return limitWithHint(fault, { model, nowMs });
  if (fault === undefined) return undefined;
  const refusal = streams ? streamRefusals[fault.vendor] : undefined;
  const known: Refusal | undefined = refusal ?? refusals[fault.vendor as OpenaiRefusal];
  if (!known) return undefined;
  const { status, body } = known;
  const text = JSON.stringify(body).replaceAll("{model}", JSON.stringify(model).slice(1, -1));
  return { status, headers: { "content-type": "application/json" }, text };
}
