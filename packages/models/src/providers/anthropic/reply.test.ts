import { describe, expect, test } from "vitest";
import { readMessage } from "./reply.ts";

const answer = '{"summary":{"value":"Acme pumps water."}}';
const usage = { input_tokens: 90, output_tokens: 12 };

function body(content: unknown, more: object = {}) {
  const message = { id: "msg_1", type: "message", role: "assistant", model: "claude-haiku-5-5" };
  return { ...message, content, stop_reason: "end_turn", usage, ...more };
}

const text = (told: string) => ({ type: "text", text: told });
const thinking = { type: "thinking", thinking: "Hm.", signature: "s" };
const searched = { type: "web_search_tool_result", tool_use_id: "t", content: [] };
const called = { type: "tool_use", id: "t", name: "answer", input: JSON.parse(answer) };

describe("the text of a message is read from", () => {
  test.each<[string, unknown]>([
    ["its block", body([text(answer)])],
    [
      "the block behind its thoughts",
      body([thinking, { type: "redacted_thinking" }, text(answer)]),
    ],
    ["several blocks", body([text(answer.slice(0, 9)), text(answer.slice(9))])],
    ["what follows the last tool of the vendor", body([text("I look."), searched, text(answer)])],
    ["a remark, where nothing follows the tool", body([text(answer), searched])],
    ["the arguments of a tool", body([called], { stop_reason: "tool_use" })],
    ["those behind a remark", body([text("Here."), called], { stop_reason: "tool_use" })],
    ["blocks among which some are broken", body([null, 7, text(answer)])],
  ])("%s", (_, read) => {
    expect(readMessage(read)).toMatchObject({ kind: "answer", text: answer, usage: {} });
  });
});

test.each<[string, object, string, string | undefined]>([
  ["end_turn", {}, "stop", "end_turn"],
  ["stop_sequence", {}, "stop", "stop_sequence"],
  ["max_tokens", {}, "length", "max_tokens"],
  ["tool_use", {}, "tool-call", "tool_use"],
  ["pause_turn", {}, "paused", "pause_turn"],
  ["model_context_window_exceeded", {}, "context-length", "model_context_window_exceeded"],
  ["refusal", { stop_details: null }, "refusal", undefined],
  ["refusal", { stop_details: { type: "refusal", category: "bio" } }, "refusal", "bio"],
  ["a_novel_end", {}, "other", "a_novel_end"],
])("models-8: %s ends an answer with its own reason", (stop_reason, more, finishReason, detail) => {
  const read = readMessage(body([text(answer)], { stop_reason, ...more }));
  expect(read).toMatchObject({ kind: "answer", finishReason });
  expect(read.kind === "answer" ? read.finishDetail : read.kind).toBe(detail);
});

test("a refusal, and what was cut off, need no content, and are paid for", () => {
  for (const stop_reason of ["refusal", "max_tokens"]) {
    const read = readMessage(body([], { stop_reason }));
    expect(read).toMatchObject({ kind: "answer", text: "", usage: { inputTokens: 90 } });
  }
});

test("a message without content is none, and a failure says so", () => {
  expect(readMessage(body([]))).toMatchObject({ kind: "unreadable", usage: { inputTokens: 90 } });
  const error = { type: "overloaded_error", message: "Overloaded" };
  expect(readMessage({ type: "error", error })).toMatchObject({ kind: "error" });
  expect(readMessage("no object")).toMatchObject({ kind: "unreadable", usage: null });
});
