import { expect, test } from "vitest";
import { readResponsesReply } from "./responses-reply.ts";

const answer = '{"summary":{"value":"Acme pumps water."}}';
const usage = { input_tokens: 90, output_tokens: 12, total_tokens: 102 };

function message(text: string, more: object = {}) {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text }], ...more };
}

function body(output: unknown, more: object = {}) {
  return { id: "r-1", model: "m-1", status: "completed", error: null, output, usage, ...more };
}

const reasoning = { type: "reasoning", content: [{ type: "reasoning_text", text: "Hm." }] };
const call = { type: "function_call", name: "answer", arguments: answer };

test.each<[string, unknown]>([
  ["its message", body([reasoning, message(answer)])],
  ["the last of several messages", body([message("First thoughts."), message(answer)])],
  [
    "the one that says it is the answer",
    body([
      message(answer, { phase: "final_answer" }),
      message("By the way.", { phase: "commentary" }),
    ]),
  ],
  ["a message of several parts", body([{ type: "message", content: [part(9), part(9, true)] }])],
  ["a message whose content is a text", body([{ type: "message", content: answer }])],
  ["arguments, where remarks are all the messages", body([remark(), call])],
  ["arguments of a function", body([reasoning, call])],
  [
    "reasoning that is the answer",
    body([{ type: "reasoning", content: [{ type: "reasoning_text", text: answer }] }]),
  ],
  ["what was put together of it", body([], { output_text: answer })],
  ["a reply without a status", body([message(answer)], { status: undefined })],
  ["a status spelt otherwise", body([message(answer)], { status: "complete" })],
  ["items among which some are broken", body([null, 7, message(answer)])],
])("the text of a response is read from %s", (_, read) => {
  expect(readResponsesReply(read)).toMatchObject({ text: answer, responseId: "r-1" });
});

function part(from: number, isRest = false) {
  const text = isRest ? answer.slice(from) : answer.slice(0, from);
  return { type: "output_text", text };
}

function remark() {
  return message("I shall look it up.", { phase: "commentary" });
}

test.each<[string, unknown, string]>([
  [
    "a refusal",
    body([{ type: "message", content: [{ type: "refusal", refusal: "No." }] }]),
    "refusal",
  ],
  ["a cap that was reached", incomplete("max_output_tokens"), "length"],
  ["a filter", incomplete("content_filter"), "content-filter"],
])("tells the end by %s", (_, read, finishReason) => {
  expect(readResponsesReply(read)).toMatchObject({ finishReason, usage: { outputTokens: 12 } });
});

function incomplete(reason: string) {
  return body([], { status: "incomplete", incomplete_details: { reason } });
}

test.each<[string, unknown, string]>([
  ["one that failed", body([], { status: "failed", error: { code: "server_error" } }), "error"],
  ["one that failed and says no more", body([], { status: "failed" }), "error"],
  ["one that was cancelled", body([], { status: "cancelled" }), "error"],
  ["an error in its place", { error: { message: "Upstream" }, usage }, "error"],
  ["one under way", body([message("Ac")], { status: "in_progress" }), "unreadable"],
  ["one that waits", body([], { status: "queued" }), "unreadable"],
  ["one without output", body([]), "unreadable"],
  ["one whose output is null", body(null), "unreadable"],
  ["a gateway's own words", { success: false, msg: "Not found", usage }, "error"],
])("%s is no answer, and keeps its usage", (_, read, kind) => {
  expect(readResponsesReply(read)).toMatchObject({ kind, usage: { inputTokens: 90 } });
});

test.each([undefined, null, 7, "text", [], {}, { output: "none" }])("%j is no answer", (read) => {
  expect(readResponsesReply(read).kind).toBe("unreadable");
});
