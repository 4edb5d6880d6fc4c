import type { Answer } from "../language-model/answer.ts";
import { piecesOf } from "../language-model/model-reply.ts";
import type { Json } from "../language-model/model-vendor.ts";
import type { Question } from "../language-model/question.ts";
import { anthropicId } from "./anthropic-id.ts";

const signature = "EqQBCgIYAhIM";
const wildTokens = 4_294_967_295;

/** An answer as `POST /v1/messages` gives it. */
export function messageBody(
  { model, reasons }: Question,
  answer: Answer,
  { word }: { word?: string | undefined },
): Json {
  const refusal = answer.finish === "refusal" || answer.finish === "content-filter";
  return {
    ...{ id: anthropicId("msg"), type: "message", role: "assistant", model },
    content: refusal ? [] : contentOf(answer, reasons),
    stop_reason: word ?? stopReason(answer),
    stop_sequence: null,
    stop_details: refusal
      ? { type: "refusal", category: "bio", explanation: "It was blocked under the usage policy." }
      : null,
    ...(answer.misbehaviour !== "no-usage" && { usage: usageOf(answer) }),
  };
}

function contentOf({ text, misbehaviour }: Answer, reasons: boolean): Json[] {
  const thinking = reasons ? [{ type: "thinking", thinking: "", signature }] : [];
  switch (misbehaviour) {
    case "empty-choices":
      return [];
    case "tool-call":
      return [
        ...thinking,
        { type: "tool_use", id: anthropicId("toolu"), name: "answer", input: JSON.parse(text) },
      ];
    case "several-messages":
      return [
        { type: "text", text: "Let me look that up." },
        { type: "server_tool_use", id: "srvtoolu_01", name: "web_search", input: {} },
        { type: "web_search_tool_result", tool_use_id: "srvtoolu_01", content: [] },
        { type: "text", text },
      ];
    default:
      return [...thinking, { type: "text", text }];
  }
}

function stopReason({ finish, misbehaviour }: Answer): string {
  if (misbehaviour === "tool-call") return "tool_use";
  if (finish === "length") return "max_tokens";
  return finish === "stop" ? "end_turn" : "refusal";
}

function usageOf({ tokens, misbehaviour }: Answer): Json {
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens, reasoningTokens } = tokens;
  const isWild = misbehaviour === "wild-usage";
  return {
    input_tokens: isWild ? wildTokens : inputTokens - cachedTokens - cacheWriteTokens,
    output_tokens: outputTokens,
    ...(misbehaviour !== "bare-usage" && {
      cache_creation_input_tokens: cacheWriteTokens,
      cache_read_input_tokens: cachedTokens,
      cache_creation: {
        ephemeral_5m_input_tokens: cacheWriteTokens,
        ephemeral_1h_input_tokens: 0,
      },
      output_tokens_details: { thinking_tokens: reasoningTokens },
      server_tool_use: null,
      service_tier: misbehaviour === "dear-tier" ? "priority" : "standard",
      inference_geo: "global",
    }),
  };
}

/** The same as the events of a stream. */
export function messageEvents({
  content,
  stop_reason,
  stop_details,
  usage,
  ...rest
}: Json): Json[] {
  const counted = usage as Json | undefined;
  const begun = counted && { usage: { ...counted, output_tokens: 1 } };
  const stopped = { stop_reason: null, stop_details: null };
  return [
    { type: "message_start", message: { ...rest, content: [], ...stopped, ...begun } },
    { type: "ping" },
    ...(content as Json[]).flatMap(blockEvents),
    {
      ...{ type: "message_delta", delta: { stop_reason, stop_sequence: null, stop_details } },
      ...(counted && { usage: endOf(counted) }),
    },
    { type: "message_stop" },
  ];
}

/** The tokens that were counted since the start, and those of the input once more. */
function endOf({ input_tokens, output_tokens, ...rest }: Json): Json {
  const { cache_creation_input_tokens, cache_read_input_tokens, output_tokens_details } = rest;
  return {
    ...{ input_tokens, output_tokens, output_tokens_details },
    ...{ cache_creation_input_tokens, cache_read_input_tokens },
  };
}

function blockEvents(block: Json, index: number): Json[] {
  const { type, text, input } = block;
  const delta = (one: Json): Json => ({ type: "content_block_delta", index, delta: one });
  const start = (content_block: Json): Json => ({
    type: "content_block_start",
    index,
    content_block,
  });
  const stop = { type: "content_block_stop", index };
  switch (type) {
    case "text":
      return [
        start({ ...block, text: "" }),
        ...piecesOf(String(text)).map((piece) => delta({ type: "text_delta", text: piece })),
        stop,
      ];
    case "tool_use":
      return [
        start({ ...block, input: {} }),
        ...piecesOf(JSON.stringify(input)).map((partial_json) =>
          delta({ type: "input_json_delta", partial_json }),
        ),
        stop,
      ];
    case "thinking":
      return [
        start({ ...block, signature: "" }),
        delta({ type: "signature_delta", signature }),
        stop,
      ];
    default:
      return [start(block), stop];
  }
}
