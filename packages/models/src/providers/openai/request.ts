import type { ChatCompletionCreateParams } from "openai/resources/chat/completions";
import type { ResponseCreateParams } from "openai/resources/responses/responses";
import type { ReasoningEffort } from "openai/resources/shared";
import type { JsonSchema } from "../../answer-schema.ts";
import { formatName } from "../../exchange/format-name.ts";
import { userTurns } from "../../exchange/user-turns.ts";
import { lowerSchema, type SchemaDialect } from "../../lower-schema.ts";
import type { ModelRequest } from "../../model-provider.ts";

export type { ReasoningEffort };

export interface LoweringOptions {
  reasoningEffort?: ReasoningEffort | undefined;
  /** Sent to OpenAI itself, not to another server that speaks its protocol. */
  isOpenai: boolean;
  /** What the server accepts in a schema. */
  dialect: SchemaDialect;
  /** Whether the answer should be streamed. */
  streams: boolean;
}

/** A request to OpenAI itself. */
export function toResponsesRequest(
  request: ModelRequest,
  { reasoningEffort, dialect, streams }: LoweringOptions,
): ResponseCreateParams {
  const { model, task, maxOutputTokens } = request;
  const effort = reasoningEffort ?? leastEffort(model);
  return {
    model,
    ...questionOf(request),
    ...formOf(request, lowerSchema(request.schema, dialect)),
    max_output_tokens: maxOutputTokens,
    ...(effort && { reasoning: { effort } }),
    // One key for each prompt: its requests have the same beginning.
    prompt_cache_key: `fieldwork-${task}`,
    // Other tiers cost other prices than those that the budget knows.
    service_tier: "default",
    // The vendor does not keep what is in a CRM.
    store: false,
    stream: streams,
  };
}

/** JSON mode asks for the word in a message, which instructions are not. */
function questionOf(request: ModelRequest): Pick<ResponseCreateParams, "instructions" | "input"> {
  const { instructions, mode } = request;
  const turns = userTurns(request);
  return mode === "json"
    ? { input: [{ role: "developer", content: instructions }, ...turns] }
    : { instructions, input: turns };
}

type ResponsesForm = Pick<
  ResponseCreateParams,
  "text" | "tools" | "tool_choice" | "parallel_tool_calls"
>;

function formOf({ task, mode = "schema" }: ModelRequest, schema: JsonSchema): ResponsesForm {
  const name = formatName(task);
  switch (mode) {
    case "schema":
      return { text: { format: { type: "json_schema", name, schema, strict: true } } };
    case "json":
      return { text: { format: { type: "json_object" } } };
    case "tool":
      return {
        tools: [{ type: "function", name, parameters: schema, strict: true }],
        tool_choice: { type: "function", name },
        parallel_tool_calls: false,
      };
    case "prompt":
      return {};
    default:
      return mode satisfies never;
  }
}

/**
 * A request to a self-hosted server, in the terms that all of them know, or to a proxy in front of
 * OpenAI.
 */
export function toChatRequest(
  request: ModelRequest,
  { reasoningEffort, isOpenai, dialect, streams }: LoweringOptions,
): ChatCompletionCreateParams {
  const { model, instructions, maxOutputTokens } = request;
  const effort = reasoningEffort ?? leastEffort(model);
  return {
    model,
    messages: [{ role: "system", content: instructions }, ...userTurns(request)],
    ...chatFormOf(request, lowerSchema(request.schema, dialect)),
    // Some servers stream unless they are told not to; without its options a stream reports no usage.
    ...(streams
      ? { stream: true as const, stream_options: { include_usage: true } }
      : { stream: false as const }),
    // Other tiers cost other prices; other servers may refuse the word.
    ...(isOpenai && { service_tier: "default" as const }),
    // OpenAI's reasoning models refuse the words that only older servers understand.
    ...(effort
      ? { max_completion_tokens: maxOutputTokens, reasoning_effort: effort }
      : { max_tokens: maxOutputTokens, temperature: 0 }),
  };
}

/** How a chat completion is brought to answer by a schema, here and at Mistral. */
export type ChatForm = Pick<
  ChatCompletionCreateParams,
  "response_format" | "tools" | "tool_choice"
>;

export function chatFormOf({ task, mode = "schema" }: ModelRequest, schema: JsonSchema): ChatForm {
  const name = formatName(task);
  switch (mode) {
    case "schema":
      return {
        response_format: { type: "json_schema", json_schema: { name, schema, strict: true } },
      };
    case "json":
      return { response_format: { type: "json_object" } };
    case "tool":
      return {
        tools: [{ type: "function", function: { name, parameters: schema, strict: true } }],
        tool_choice: { type: "function", function: { name } },
      };
    case "prompt":
      return {};
    default:
      return mode satisfies never;
  }
}

/**
 * The least reasoning that a model offers: reading a record needs none, and it is paid for as output.
 * `none` since gpt-5.1, but `low` in gpt-6.1-sol; `minimal` in gpt-5, `low` in the o series; other
 * models take no such option.
 */
export function leastEffort(model: string): ReasoningEffort | undefined {
  if (/^(o\d|gpt-6\.1-sol)/.test(model)) return "low";
  const [, major, minor] = /^gpt-(\d+)(?:\.(\d+))?(?!.*-chat)/.exec(model) ?? [];
  if (major === undefined || Number(major) < 5) return undefined;
  return major === "5" && minor === undefined ? "minimal" : "none";
}
