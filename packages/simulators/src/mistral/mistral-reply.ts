import { randomUUID } from "node:crypto";
import type { Answer } from "../language-model/answer.ts";
import { piecesOf } from "../language-model/model-reply.ts";
import type { Json } from "../language-model/model-vendor.ts";
import type { Question } from "../language-model/question.ts";

const wildTokens = 4_294_967_295;

/** An answer as `POST /v1/chat/completions` gives it. */
export function completionBody(
  { model }: Question,
  answer: Answer,
  { word, nowMs }: { word?: string | undefined; nowMs: number },
): Json {
  const { misbehaviour } = answer;
  const choice = {
    index: 0,
    finish_reason: word ?? finishReason(answer),
    message: { role: "assistant", prefix: false, ...contentOf(answer) },
  };
  return {
    ...{ id: randomUUID().replaceAll("-", ""), object: "chat.completion", model },
    created: Math.floor(nowMs / 1000),
    choices: misbehaviour === "empty-choices" ? [] : [choice],
    ...(misbehaviour !== "no-usage" && { usage: usageOf(answer) }),
  };
}

function contentOf({ text, misbehaviour, tokens }: Answer): Json {
  if (misbehaviour === "tool-call") {
    const called = { name: "answer", arguments: text };
    return { content: "", tool_calls: [{ id: "call00001", index: 0, function: called }] };
  }
  const thinks = tokens.reasoningTokens > 0 || misbehaviour === "content-parts";
  const thought = { type: "thinking", thinking: [{ type: "text", text: "The record tells it." }] };
  return { content: thinks ? [thought, { type: "text", text }] : text, tool_calls: null };
}

function finishReason({ finish, misbehaviour }: Answer): string {
  if (misbehaviour === "tool-call") return "tool_calls";
  return finish === "length" ? "length" : "stop";
}

function usageOf({ tokens, misbehaviour }: Answer): Json {
  const { inputTokens, cachedTokens, outputTokens } = tokens;
  const prompt = misbehaviour === "wild-usage" ? wildTokens : inputTokens;
  return {
    prompt_tokens: prompt,
    completion_tokens: outputTokens,
    total_tokens: prompt + outputTokens,
    ...(cachedTokens > 0 && {
      num_cached_tokens: cachedTokens,
      prompt_tokens_details: { cached_tokens: cachedTokens },
    }),
  };
}

interface Choice {
  finish_reason: string;
  message: { content: string | Json[]; tool_calls?: Json[] | null };
}

/** The same as chunks; the last one tells how it ended and what was used. */
export function completionEvents({ choices, usage, ...rest }: Json): Json[] {
  const [first] = choices as Choice[];
  const shared = { ...rest, object: "chat.completion.chunk" };
  const ended = usage === undefined ? {} : { usage };
  if (!first) return [{ ...shared, choices: [], ...ended }];
  const { finish_reason, message } = first;
  const chunk = (delta: Json, finish: string | null, more: object = {}): Json => ({
    ...{ ...shared, choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }] },
    ...more,
  });
  const { content, tool_calls } = message;
  const pieces: unknown[] = typeof content === "string" ? piecesOf(content) : [content];
  return [
    chunk({ role: "assistant", content: "" }, null),
    ...pieces.map((piece) => chunk({ content: piece }, null)),
    chunk({ content: "", ...(tool_calls && { tool_calls }) }, finish_reason, ended),
  ];
}
