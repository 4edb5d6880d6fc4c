import type { MessageCreateParams } from "@anthropic-ai/sdk/resources/messages/messages";
import { formatName } from "../../exchange/format-name.ts";
import { userTurns } from "../../exchange/user-turns.ts";
import { lowerSchema, schemaDialects } from "../../lower-schema.ts";
import type { ModelRequest } from "../../model-provider.ts";

export interface AnthropicLowering {
  inferenceGeo?: string | undefined;
  streams: boolean;
}

/** A request to the Messages API. Pure. */
export function toMessagesRequest(
  request: ModelRequest,
  { inferenceGeo, streams }: AnthropicLowering,
): MessageCreateParams {
  const { model, instructions, maxOutputTokens } = request;
  const { effort, thinking } = leastThinking(model);
  return {
    model,
    max_tokens: maxOutputTokens,
    ...(instructions !== "" && { system: [systemBlock(instructions)] }),
    messages: userTurns(request),
    ...formOf(request, effort),
    ...(thinking && { thinking }),
    // The priority tier is paid for otherwise.
    service_tier: "standard_only",
    ...(inferenceGeo !== undefined && { inference_geo: inferenceGeo }),
    stream: streams,
  };
}

type Form = Pick<MessageCreateParams, "output_config" | "tools" | "tool_choice">;

/** It has no mode for JSON of any form: a model can be told in words, as well. */
function formOf({ task, schema, mode = "schema" }: ModelRequest, effort: "low" | undefined): Form {
  const lowered = { ...lowerSchema(schema, schemaDialects.plain) };
  const thought = effort && { effort };
  switch (mode) {
    case "schema":
      return { output_config: { format: { type: "json_schema", schema: lowered }, ...thought } };
    case "tool": {
      const name = formatName(task);
      return {
        tools: [{ name, input_schema: { ...lowered, type: "object" } }],
        tool_choice: { type: "tool", name, disable_parallel_tool_use: true },
        ...(thought && { output_config: thought }),
      };
    }
    case "json":
    case "prompt":
      return thought ? { output_config: thought } : {};
    default:
      return mode satisfies never;
  }
}

/** The shortest prompt that any model caches has 512 tokens, which are more than 2,000 bytes. */
const leastCachedBytes = 2048;

/** The instructions, which are the same for all records, and so are kept in the vendor's prompt cache. */
function systemBlock(text: string) {
  const isCached = Buffer.byteLength(text) >= leastCachedBytes;
  return {
    ...{ type: "text" as const, text },
    ...(isCached && { cache_control: { type: "ephemeral" as const } }),
  };
}

type Thinking = Pick<MessageCreateParams, "thinking"> & { effort?: "low" };

/**
 * The least thinking that a model offers: reading a record needs none, and it is paid for as output.
 * Models before Claude 5 think only if they are told to; of those after it some cannot be told not to.
 * https://platform.claude.com/docs/en/build-with-claude/thinking
 */
export function leastThinking(model: string): Thinking {
  if (/^claude-(?:fable|mythos|opus-5-5)\b/.test(model)) return { effort: "low" };
  if (/^claude-sonnet-5-5\b/.test(model)) return { thinking: { type: "between_tools" } };
  if (/^claude-(?:opus|sonnet|haiku)-5\b/.test(model)) return { thinking: { type: "disabled" } };
  return {};
}
