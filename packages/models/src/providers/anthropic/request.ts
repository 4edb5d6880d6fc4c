import type { MessageCreateParams } from "@anthropic-ai/sdk/resources/messages/messages";
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
  const schema = { ...lowerSchema(request.schema, schemaDialects.plain) };
  const { effort, thinking } = leastThinking(model);
  return {
    model,
    max_tokens: maxOutputTokens,
    ...(instructions !== "" && { system: [systemBlock(instructions)] }),
    messages: userTurns(request),
    output_config: { format: { type: "json_schema", schema }, ...(effort && { effort }) },
    ...(thinking && { thinking }),
    // The priority tier is paid for otherwise.
    service_tier: "standard_only",
    ...(inferenceGeo !== undefined && { inference_geo: inferenceGeo }),
    stream: streams,
  };
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
