import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import { streamed } from "./openai-streams.ts";

/**
 * Shapes of a reply of status 200 that some who speak the protocol use. With an answer in it:
 * - `content-parts`: as parts, of which some are thoughts (Mistral). `json-in-reasoning`: among the
 *   thoughts, with no content (vLLM, DeepSeek). `tool-call`: as the arguments of a tool (gateways).
 * - `several-messages`: after a remark on the way (Responses). `streamed`: as a stream, although none
 *   was asked for. `gzip`: compressed, although nobody asked.
 *
 * Without one: `empty-choices`, `null-choices`, `null-message`, `no-message` (Azure), which in Responses
 * are empty or null outputs; `upstream-error` in the choice and `error-beside` it (OpenRouter).
 */
export const oddReply = z.enum([
  "content-parts",
  "json-in-reasoning",
  "tool-call",
  "several-messages",
  "streamed",
  "gzip",
  "empty-choices",
  "null-choices",
  "null-message",
  "no-message",
  "upstream-error",
  "error-beside",
]);
export type OddReply = z.infer<typeof oddReply>;

/** The odd shape that a misbehaviour is; undefined when it is another one, or none. */
export function oddReplyOf(misbehaviour: string | undefined): OddReply | undefined {
  return oddReply.options.find((one) => one === misbehaviour);
}

type Json = Record<string, unknown>;

/** A good reply of either API in an odd shape; what has no meaning in the one API stays as it is. */
export function inOddShape(reply: Reply, how: OddReply): Reply {
  const { json, ...rest } = reply;
  const body = json as Json;
  if (how === "gzip") {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    return {
      ...rest,
      headers: { ...rest.headers, ...headers },
      bytes: gzipSync(JSON.stringify(body)),
    };
  }
  if (how === "streamed") {
    const headers = { ...rest.headers, "content-type": "text/event-stream" };
    const { events, end } = streamed(body);
    return { ...rest, headers, text: events.join("") + end };
  }
  const change = body.object === "response" ? responseShapes[how] : chatShapes[how];
  return { ...rest, json: { ...body, ...change?.(body) } };
}

type Shape = (body: Json) => Json;
type Shapes = Readonly<Partial<Record<OddReply, Shape>>>;

const thought = "The record tells what the company does.";
const upstreamError = { code: 502, message: "Upstream error from the provider" };

const chatShapes: Shapes = {
  "content-parts": withMessage((text) => ({
    content: [
      { type: "thinking", thinking: [{ type: "text", text: thought }] },
      { type: "text", text },
    ],
  })),
  "json-in-reasoning": withMessage((text) => ({ content: null, reasoning_content: text })),
  "tool-call": (body) =>
    withChoice({
      finish_reason: "tool_calls",
      message: {
        ...{ role: "assistant", content: null, refusal: null },
        tool_calls: [
          {
            id: `call_${randomUUID()}`,
            type: "function",
            function: { name: "answer", arguments: textOfChat(body) },
          },
        ],
      },
    })(body),
  "empty-choices": () => ({ choices: [] }),
  "null-choices": () => ({ choices: null }),
  "null-message": withChoice({ message: null }),
  "no-message": withChoice({ message: undefined }),
  "upstream-error": withChoice({
    ...{ finish_reason: "error", error: upstreamError },
    message: { role: "assistant", content: "" },
  }),
  "error-beside": (body) => ({
    error: upstreamError,
    ...withChoice({
      finish_reason: null,
      message: { role: "assistant", content: textOfChat(body).slice(0, 20) },
    })(body),
  }),
};

function withMessage(message: (text: string) => Json): Shape {
  return (body) =>
    withChoice({ message: { role: "assistant", ...message(textOfChat(body)) } })(body);
}

function withChoice(change: Json): Shape {
  return ({ choices }) => ({ choices: [{ ...(choices as Json[])[0], ...change }] });
}

function textOfChat({ choices }: Json): string {
  const [choice] = choices as { message: { content: string | null } }[];
  return choice?.message.content ?? "";
}

const responseShapes: Shapes = {
  "content-parts": (body) => {
    const text = textOfResponse(body);
    return { output: [message({}, [text.slice(0, 20), text.slice(20)])] };
  },
  "json-in-reasoning": (body) => ({
    output: [
      {
        ...{ id: `rs_${randomUUID()}`, type: "reasoning", summary: [] },
        content: [{ type: "reasoning_text", text: textOfResponse(body) }],
      },
    ],
  }),
  "tool-call": (body) => ({
    output: [
      {
        ...{ id: `fc_${randomUUID()}`, type: "function_call", call_id: `call_${randomUUID()}` },
        ...{ name: "answer", arguments: textOfResponse(body), status: "completed" },
      },
    ],
  }),
  "several-messages": (body) => ({
    output: [
      message({ phase: "commentary" }, [thought]),
      message({ phase: "final_answer" }, [textOfResponse(body)]),
    ],
  }),
  "empty-choices": () => ({ output: [] }),
  "null-choices": () => ({ output: null }),
  "null-message": () => ({ output: [] }),
  "no-message": () => ({ output: [] }),
  "upstream-error": () => ({ status: "failed", error: upstreamError, output: [] }),
  "error-beside": () => ({ error: upstreamError }),
};

function message(more: Json, texts: readonly string[]): Json {
  return {
    ...{ id: `msg_${randomUUID()}`, type: "message", status: "completed", role: "assistant" },
    content: texts.map((text) => ({ type: "output_text", annotations: [], logprobs: [], text })),
    ...more,
  };
}

function textOfResponse({ output }: Json): string {
  const items = output as { type: string; content?: { text?: string }[] }[];
  return items.find(({ type }) => type === "message")?.content?.[0]?.text ?? "";
}
