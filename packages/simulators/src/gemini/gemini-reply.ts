import { randomUUID } from "node:crypto";
import type { Answer } from "../language-model/answer.ts";
import { piecesOf } from "../language-model/model-reply.ts";
import type { Json } from "../language-model/model-vendor.ts";
import type { Question } from "../language-model/question.ts";

const wildTokens = 4_294_967_295;

/** An answer as `generateContent` gives it. */
export function generateBody(
  { model }: Question,
  answer: Answer,
  { word }: { word?: string | undefined },
): Json {
  const { misbehaviour, finish } = answer;
  const told = {
    ...(misbehaviour !== "no-usage" && { usageMetadata: usageOf(answer) }),
    ...{ modelVersion: model, responseId: randomUUID() },
  };
  // Blocked before it began.
  if (finish === "refusal")
    return { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, ...told };
  if (misbehaviour === "null-choices") return told;
  return {
    candidates: [
      {
        content: { role: "model", parts: partsOf(answer) },
        ...{ finishReason: word ?? finishReason(answer), index: 0 },
      },
    ],
    ...told,
  };
}

function partsOf({ text, finish, misbehaviour, tokens }: Answer): Json[] {
  if (finish === "content-filter" || misbehaviour === "empty-choices") return [];
  if (misbehaviour === "tool-call") {
    return [{ functionCall: { name: "answer", args: JSON.parse(text) } }];
  }
  const thoughts =
    tokens.reasoningTokens > 0 ? [{ text: "The record tells it.", thought: true }] : [];
  return [...thoughts, { text }];
}

function finishReason({ finish }: Answer): string {
  if (finish === "length") return "MAX_TOKENS";
  return finish === "content-filter" ? "SAFETY" : "STOP";
}

function usageOf({ tokens, misbehaviour }: Answer): Json {
  const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = tokens;
  const prompt = misbehaviour === "wild-usage" ? wildTokens : inputTokens;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: outputTokens - reasoningTokens,
    totalTokenCount: prompt + outputTokens,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: prompt }],
    ...(cachedTokens > 0 && { cachedContentTokenCount: cachedTokens }),
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
    serviceTier: misbehaviour === "dear-tier" ? "priority" : "standard",
  };
}

/** The same as chunks, each of which is a reply of its own. */
export function generateEvents({ candidates, usageMetadata, ...rest }: Json): Json[] {
  const [first] = (candidates ?? []) as { content: { parts: Json[] }; finishReason: string }[];
  const usage = usageMetadata === undefined ? {} : { usageMetadata };
  if (!first) return [{ ...rest, ...usage }];
  const chunk = (parts: Json[], more: object = {}): Json => ({
    candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
    ...usage,
    ...rest,
  });
  const pieces = first.content.parts.flatMap((part) =>
    typeof part.text === "string" && part.thought !== true
      ? piecesOf(part.text).map((text): Json => ({ text }))
      : [part],
  );
  return [
    ...pieces.map((part) => chunk([part])),
    chunk(pieces.length === 0 ? [] : [{ text: "" }], { finishReason: first.finishReason }),
  ];
}
