import { randomUUID } from "node:crypto";
import type { Reply } from "../core/http-reply.ts";
import { type Answer, refusalText } from "./openai-answer.ts";
import type { Question } from "./openai-request.ts";

const finishReasons = {
  stop: "stop",
  refusal: "stop",
  length: "length",
  "content-filter": "content_filter",
} as const;

/** An answer as `POST /v1/chat/completions` gives it. */
export function chatReply({ model }: Question, answer: Answer, nowMs: number): Reply {
  const { text, finish, note } = answer;
  const isWithheld = finish === "refusal" || finish === "content-filter";
  return {
    status: 200,
    note,
    json: {
      id: `chatcmpl-${randomUUID().replaceAll("-", "")}`,
      object: "chat.completion",
      created: Math.floor(nowMs / 1000),
      model,
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: isWithheld ? null : text,
            refusal: finish === "refusal" ? refusalText : null,
            annotations: [],
          },
          logprobs: null,
          finish_reason: finishReasons[finish],
        },
      ],
      ...usageOf(answer),
      service_tier: "default",
      system_fingerprint: "fp_simulated",
    },
  };
}

function usageOf({ tokens, misbehaviour }: Answer): object {
  if (misbehaviour === "no-usage") return {};
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens, reasoningTokens } = tokens;
  return {
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      ...(misbehaviour !== "bare-usage" && {
        prompt_tokens_details: {
          cached_tokens: cachedTokens,
          cache_write_tokens: cacheWriteTokens,
          audio_tokens: 0,
        },
        completion_tokens_details: {
          reasoning_tokens: reasoningTokens,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      }),
    },
  };
}
