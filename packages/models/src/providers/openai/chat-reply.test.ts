import { describe, expect, test } from "vitest";
import { readChatReply } from "./chat-reply.ts";

const answer = '{"summary":{"value":"Acme pumps water."}}';
const toolCall = { function: { arguments: answer } };
const failed = { error: { message: "Provider returned error", code: 502 } };
const usage = { prompt_tokens: 90, completion_tokens: 12, total_tokens: 102 };

function body(message: unknown, more: object = {}, beside: object = {}) {
  const choice = { index: 0, finish_reason: "stop", message, ...more };
  return { id: "c-1", model: "m-1", choices: [choice], usage, ...beside };
}

describe("the text of a completion", () => {
  test.each<[string, unknown]>([
    ["a text", { content: answer }],
    [
      "parts, of which some are thoughts",
      {
        content: [
          { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
          { type: "text", text: answer.slice(0, 9) },
          { type: "text", text: answer.slice(9) },
        ],
      },
    ],
    ["parts that are texts", { content: [answer] }],
    ["reasoning that is the answer, with no content", { content: null, reasoning_content: answer }],
    ["the same by another name, with a blank content", { content: "\n", reasoning: answer }],
    ["arguments of a tool", { content: null, tool_calls: [{ function: { arguments: answer } }] }],
    [
      "arguments that are no text",
      { content: "", tool_calls: [{ function: { arguments: JSON.parse(answer) } }] },
    ],
    ["arguments of a function", { content: null, function_call: { name: "f", arguments: answer } }],
  ])("is read from %s", (_, message) => {
    expect(readChatReply(body(message))).toMatchObject({ text: answer, finishReason: "stop" });
  });

  test("is read where a server completes texts", () => {
    expect(readChatReply(body(undefined, { text: answer }))).toMatchObject({ text: answer });
  });

  test.each<[string, unknown]>([
    ["thoughts that are no JSON", { content: "", reasoning_content: "Let me see {the record}" }],
    ["thoughts around it", { content: null, reasoning: `I answer ${answer}` }],
    ["several calls of tools", { content: "", tool_calls: [{}, {}].map(() => toolCall) }],
  ])("is not made of %s", (_, message) => {
    expect(readChatReply(body(message))).toMatchObject({ text: "" });
  });

  test("is the content, whatever else is there", () => {
    const message = { content: "Prose.", reasoning_content: answer, tool_calls: [toolCall] };
    expect(readChatReply(body(message))).toMatchObject({ text: "Prose." });
  });
});

test.each([
  ["stop", "stop"],
  ["STOP", "stop"],
  ["end_turn", "stop"],
  ["length", "length"],
  ["MAX_TOKENS", "length"],
  ["content_filter", "content-filter"],
  ["SAFETY", "content-filter"],
  ["sensitive", "content-filter"],
  ["", "other"],
  [null, "other"],
  ["tool_calls", "tool-call"],
])("an end of %j is %s", (finish_reason, finishReason) => {
  expect(readChatReply(body({ content: answer }, { finish_reason }))).toMatchObject({
    finishReason,
  });
});

test.each<[string, unknown]>([
  ["said beside the content", { content: null, refusal: "I can't." }],
  ["a part of the content", { content: [{ type: "refusal", refusal: "I can't." }] }],
])("a refusal is one, %s", (_, message) => {
  expect(readChatReply(body(message))).toMatchObject({ finishReason: "refusal" });
});

test("an empty refusal and an empty call are none, as gateways fill in what they have not", () => {
  const message = { content: answer, refusal: "", function_call: { arguments: "", name: "" } };
  const filled = body(message, {}, { error: { code: "", message: "" }, service_tier: "" });
  expect(readChatReply(filled)).toMatchObject({ text: answer, finishReason: "stop" });
});

test("what was filtered or cut off needs no message", () => {
  const filtered = body(undefined, { finish_reason: "content_filter" });
  expect(readChatReply(filtered)).toMatchObject({ text: "", finishReason: "content-filter" });
  expect(readChatReply(body(null, { finish_reason: "length" }))).toMatchObject({
    finishReason: "length",
  });
});

describe("a completion without an answer keeps its usage", () => {
  const counted = { usage: { inputTokens: 90, outputTokens: 12 } };

  test.each<[string, unknown]>([
    ["no choices", { choices: [], usage }],
    ["choices that are null", { choices: null, usage }],
    ["no word of choices", { id: "c-1", usage }],
    ["a message that is null", body(null)],
    ["a choice without a message", body(undefined)],
  ])("%s", (_, read) => {
    expect(readChatReply(read)).toMatchObject({ kind: "unreadable", ...counted });
  });

  test.each<[string, unknown]>([
    ["an error in its place", { error: { message: "Upstream", code: 502 }, usage }],
    ["an error beside a partial answer", body({ content: '{"a' }, { finish_reason: null }, failed)],
    ["an error beside an empty answer", body({ content: "" }, {}, failed)],
    [
      "an error in the choice",
      body({ content: "" }, { finish_reason: "error", error: "Upstream" }),
    ],
    ["an end that is an error", body({ content: '{"a' }, { finish_reason: "error" })],
    ["an end for want of resources", body(null, { finish_reason: "insufficient_system_resource" })],
    ["a gateway's own words", { success: false, msg: "404 NOT_FOUND", code: 500, usage }],
    ["a gateway's own status", { choices: null, base_resp: { status_code: 1002 }, usage }],
  ])("%s is an error", (_, read) => {
    expect(readChatReply(read)).toMatchObject({ kind: "error", ...counted });
  });

  test("an answer that came to its end stands, whatever is told beside it", () => {
    expect(readChatReply(body({ content: answer }, {}, failed))).toMatchObject({ text: answer });
    const cut = body({ content: answer }, { finish_reason: "length" }, failed);
    expect(readChatReply(cut)).toMatchObject({ finishReason: "length" });
  });
});

test.each([undefined, null, 7, "text", [], [{}], { choices: [null] }, { choices: "none" }])(
  "%j is no answer",
  (read) => {
    expect(readChatReply(read).kind).not.toBe("answer");
  },
);
