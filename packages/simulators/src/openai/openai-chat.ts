import { randomUUID } from "node:crypto";
import type { Reply } from "../core/http-reply.ts";
import { type Answer, refusalText } from "../language-model/answer.ts";
import type { Question } from "../language-model/question.ts";
import { type UsageWords, usageFields } from "./openai-usage-fields.ts";

const finishReasons = {
  stop: "stop",
  refusal: "stop",
  length: "length",
  "content-filter": "content_filter",
} as const;

const usageWords: UsageWords = {
  input: "prompt_tokens",
  output: "completion_tokens",
  inputDetails: "prompt_tokens_details",
  outputDetails: "completion_tokens_details",
  none: {
    input: { audio_tokens: 0 },
    output: { audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
  },
};

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
      ...usageFields(answer, usageWords),
      system_fingerprint: "fp_simulated",
    },
  };
}
