import { randomUUID } from "node:crypto";
import type { Reply } from "../core/http-reply.ts";
import { type Answer, refusalText } from "../language-model/answer.ts";
import type { Question } from "../language-model/question.ts";
import { type UsageWords, usageFields } from "./openai-usage-fields.ts";

const usageWords: UsageWords = {
  input: "input_tokens",
  output: "output_tokens",
  inputDetails: "input_tokens_details",
  outputDetails: "output_tokens_details",
};

/** An answer as `POST /v1/responses` gives it. */
export function responsesReply(question: Question, answer: Answer, nowMs: number): Reply {
  const { model, reasons, maxOutputTokens } = question;
  const createdAt = Math.floor(nowMs / 1000);
  const status = statusOf(answer);
  const { service_tier, usage = null } = usageFields(answer, usageWords);
  return {
    status: 200,
    note: answer.note,
    json: {
      id: newId("resp"),
      object: "response",
      created_at: createdAt,
      status,
      background: false,
      completed_at: status === "completed" ? createdAt : null,
      error: status === "failed" ? serverError : null,
      incomplete_details: incompleteDetails(answer),
      instructions: null,
      max_output_tokens: Number.isFinite(maxOutputTokens) ? maxOutputTokens : null,
      model,
      output: status === "failed" ? [] : [...reasoningItems(reasons), messageItem(answer)],
      parallel_tool_calls: true,
      previous_response_id: null,
      reasoning: { effort: reasons ? "medium" : null, summary: null },
      store: false,
      temperature: 1,
      text: { format: { type: "text" }, verbosity: "medium" },
      tool_choice: "auto",
      tools: [],
      top_logprobs: 0,
      top_p: 1,
      truncation: "disabled",
      usage,
      service_tier,
      metadata: {},
    },
  };
}

const serverError = {
  code: "server_error",
  message: "An error occurred while processing your request.",
};

function statusOf({ finish, misbehaviour }: Answer): "completed" | "incomplete" | "failed" {
  if (misbehaviour === "failed") return "failed";
  return finish === "length" || finish === "content-filter" ? "incomplete" : "completed";
}

function incompleteDetails({ finish }: Answer): { reason: string } | null {
  if (finish === "length") return { reason: "max_output_tokens" };
  return finish === "content-filter" ? { reason: "content_filter" } : null;
}

function reasoningItems(reasons: boolean): object[] {
  return reasons ? [{ id: newId("rs"), type: "reasoning", summary: [] }] : [];
}

function messageItem({ text, finish }: Answer): object {
  const status = finish === "length" || finish === "content-filter" ? "incomplete" : "completed";
  const content =
    finish === "refusal"
      ? { type: "refusal", refusal: refusalText }
      : { type: "output_text", annotations: [], logprobs: [], text: shown(text, finish) };
  return { id: newId("msg"), type: "message", status, role: "assistant", content: [content] };
}

function shown(text: string, finish: Answer["finish"]): string {
  return finish === "content-filter" ? "" : text;
}

export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll("-", "")}`;
}
