import { z } from "zod";
import {
  answerText,
  detailOf,
  isSaid,
  lenientText,
  needsText,
  saysError,
  saysFailure,
  type VendorReply,
} from "../../exchange/reply.ts";
import type { FinishReason } from "../../model-provider.ts";
import { GenerateContentJoiner } from "./stream.ts";
import { usageFromMetadata } from "./usage.ts";

const part = z
  .object({
    text: lenientText,
    thought: z.boolean().nullish().catch(null),
    functionCall: z.object({ args: z.unknown().optional() }).nullish().catch(null),
  })
  .catch({ text: null });
type Part = z.infer<typeof part>;

const candidate = z.object({
  content: z
    .object({ parts: z.array(part).nullish().catch(null) })
    .nullish()
    .catch(null),
  finishReason: lenientText,
});

const reply = z.object({
  candidates: z.array(candidate).nullish().catch(null),
  promptFeedback: z.object({ blockReason: lenientText }).nullish().catch(null),
  usageMetadata: z.unknown().optional(),
  modelVersion: lenientText,
  responseId: lenientText,
  error: z.unknown().optional(),
});

/** How Gemini names an ending. https://ai.google.dev/api/generate-content#FinishReason */
const finishReasons: Readonly<Record<string, FinishReason>> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  SAFETY: "content-filter",
  RECITATION: "content-filter",
  LANGUAGE: "content-filter",
  BLOCKLIST: "content-filter",
  PROHIBITED_CONTENT: "content-filter",
  SPII: "content-filter",
  MODEL_ARMOR: "content-filter",
  IMAGE_SAFETY: "content-filter",
};

/** A body of `generateContent`. Pure. */
export function readGenerateContent(body: unknown): VendorReply {
  const parsed = reply.safeParse(Array.isArray(body) ? joined(body) : body);
  if (!parsed.success) return { kind: "unreadable", found: "no object", usage: null };
  const { candidates, promptFeedback, error, modelVersion, responseId } = parsed.data;
  const usage = usageFromMetadata(parsed.data.usageMetadata);
  if (saysError(error)) return { kind: "error", error: body, usage };
  const of = {
    usage,
    model: modelVersion ?? "",
    responseId: isSaid(responseId) ? responseId : undefined,
  };
  const blocked = promptFeedback?.blockReason;
  const first = candidates?.[0];
  if (!first && isSaid(blocked)) {
    const finishReason = "content-filter";
    return { kind: "answer", text: "", finishReason, ...detailOf(blocked, finishReason), ...of };
  }
  if (!first) {
    if (saysFailure(body)) return { kind: "error", error: body, usage };
    return { kind: "unreadable", found: "without any candidate", usage };
  }
  const parts = (first.content?.parts ?? []).filter(({ thought }) => thought !== true);
  const finishReason = finishOf(first.finishReason, parts);
  // What was filtered or cut off needs no parts.
  if (parts.length === 0 && needsText(finishReason)) {
    return { kind: "unreadable", found: "a candidate without any part", usage };
  }
  const detail = detailOf(first.finishReason, finishReason);
  return { kind: "answer", text: textOf(parts), finishReason, ...detail, ...of };
}

/** Whoever does not ask for events gets the chunks of a stream as an array, and so come errors. */
function joined(chunks: readonly unknown[]): unknown {
  const joiner = new GenerateContentJoiner();
  for (const chunk of chunks) joiner.addChunk(chunk);
  return joiner.body();
}

function finishOf(word: string | null | undefined, parts: readonly Part[]): FinishReason {
  const finishReason = finishReasons[word ?? ""] ?? "other";
  const isCall = parts.some(({ functionCall }) => functionCall);
  return finishReason === "stop" && isCall ? "tool-call" : finishReason;
}

function textOf(parts: readonly Part[]): string {
  const text = parts.map((one) => one.text ?? "").join("");
  return answerText(text, {
    toolArguments: parts.flatMap(({ functionCall }) => (functionCall ? [functionCall.args] : [])),
    reasoning: "",
  });
}
