import { describe, expect, test } from "vitest";
import { BodyReader } from "../../exchange/body.ts";
import { readGenerateContent } from "./reply.ts";
import { GenerateContentJoiner } from "./stream.ts";
import { usageFromMetadata } from "./usage.ts";

const answer = '{"summary":"Åre – and “there”"}';
const usageMetadata = {
  ...{ promptTokenCount: 90, candidatesTokenCount: 12, thoughtsTokenCount: 30 },
  totalTokenCount: 132,
};

function body(parts: unknown, finishReason: string | undefined = "STOP", more: object = {}) {
  const candidates = [{ content: { role: "model", parts }, finishReason, index: 0 }];
  return { candidates, usageMetadata, modelVersion: "m-1", responseId: "r-1", ...more };
}

const thought = { text: "Hm.", thought: true };
const called = { functionCall: { name: "answer", args: JSON.parse(answer) } };

describe("the text of a reply is read from", () => {
  test.each<[string, unknown]>([
    ["its part", body([{ text: answer }])],
    ["several parts", body([{ text: answer.slice(0, 9) }, { text: answer.slice(9) }])],
    ["the part behind its thoughts", body([thought, { text: answer, thoughtSignature: "s" }])],
    ["the arguments of a function", body([called])],
    ["parts among which some are broken", body([null, 7, { text: answer }])],
    ["an array that holds it", [body([{ text: answer }])]],
    [
      "an array of its chunks",
      [body([{ text: answer.slice(0, 9) }], undefined), body([{ text: answer.slice(9) }])],
    ],
  ])("%s", (_, read) => {
    expect(readGenerateContent(read)).toMatchObject({
      ...{ kind: "answer", text: answer, model: "m-1", responseId: "r-1" },
      usage: { inputTokens: 90, outputTokens: 42, reasoningTokens: 30 },
    });
  });
});

test.each<[string, string]>([
  ["STOP", "stop"],
  ["MAX_TOKENS", "length"],
  ["SAFETY", "content-filter"],
  ["RECITATION", "content-filter"],
  ["PROHIBITED_CONTENT", "content-filter"],
  ["SPII", "content-filter"],
  ["MALFORMED_FUNCTION_CALL", "other"],
  ["UNEXPECTED_TOOL_CALL", "other"],
])("models-8: %s ends an answer with its own reason", (word, finishReason) => {
  expect(readGenerateContent(body([{ text: answer }], word))).toMatchObject({ finishReason });
});

test("a call of a function that ends as usual is a call", () => {
  expect(readGenerateContent(body([called]))).toMatchObject({ finishReason: "tool-call" });
});

test("a prompt that was blocked, and an answer that was filtered, need no parts, and are paid for", () => {
  const blocked = { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata };
  for (const read of [blocked, body(undefined, "SAFETY"), body([], "MAX_TOKENS")]) {
    expect(readGenerateContent(read)).toMatchObject({ kind: "answer", text: "", usage: {} });
  }
  expect(readGenerateContent(blocked)).toMatchObject({
    ...{ finishReason: "content-filter", finishDetail: "prohibited_content" },
  });
});

test("a reply without a candidate, or with an empty one, is none, and a failure says so", () => {
  expect(readGenerateContent({ usageMetadata })).toMatchObject({ kind: "unreadable" });
  expect(readGenerateContent(body([]))).toMatchObject({ kind: "unreadable" });
  const error = { code: 503, status: "UNAVAILABLE", message: "Overloaded" };
  expect(readGenerateContent({ error })).toMatchObject({ kind: "error" });
  expect(readGenerateContent("no object")).toMatchObject({ kind: "unreadable", usage: null });
});

test.each<[string, object, object | null]>([
  [
    "thoughts are part of the output, and results of tools of the input",
    {
      ...{ promptTokenCount: 100, candidatesTokenCount: 10, thoughtsTokenCount: 20 },
      ...{ toolUsePromptTokenCount: 5, cachedContentTokenCount: 60, totalTokenCount: 135 },
      serviceTier: "STANDARD",
    },
    {
      ...{ inputTokens: 105, cachedInputTokens: 60, outputTokens: 30, reasoningTokens: 20 },
      serviceTier: "standard",
    },
  ],
  [
    "a count of zero is left out",
    { promptTokenCount: 7, totalTokenCount: 7 },
    { inputTokens: 7, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  ],
  [
    "the total shows what else was written",
    { promptTokenCount: 7, candidatesTokenCount: 1, totalTokenCount: 20 },
    { inputTokens: 7, cachedInputTokens: 0, outputTokens: 13, reasoningTokens: 0 },
  ],
  ["the input alone is no usage", { promptTokenCount: 7 }, null],
  ["the output alone is no usage", { candidatesTokenCount: 7, totalTokenCount: 9 }, null],
])("usage is read: %s", (_, told, usage) => {
  expect(usageFromMetadata(told)).toEqual(usage);
});

describe("a streamed reply", () => {
  const chunk = (text: string, more: object = {}) => ({
    ...{ usageMetadata: { promptTokenCount: 90, totalTokenCount: 90 }, modelVersion: "m-1" },
    candidates: [{ content: { role: "model", parts: [{ text }] }, index: 0, ...more }],
  });
  const usual = [
    { ...chunk(""), candidates: [{ content: { parts: [thought] } }] },
    chunk(answer.slice(0, 11)),
    chunk(answer.slice(11)),
    { ...chunk("", { finishReason: "STOP" }), usageMetadata },
  ];
  function join(chunks: readonly object[], chars = 7) {
    const reader = new BodyReader(new GenerateContentJoiner());
    const whole = chunks.map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`).join("");
    let told = "";
    for (let at = 0; at < whole.length; at += chars) {
      told += reader.push(whole.slice(at, at + chars));
    }
    const joined = reader.body();
    const read = joined === undefined ? undefined : readGenerateContent(joined);
    return { told, isWhole: reader.isWhole, read };
  }

  test.each([1, 2, 3, 10_000])("models-9: is the same in pieces of %i characters", (chars) => {
    const { told, isWhole, read } = join(usual, chars);
    expect([told, isWhole]).toEqual([answer, true]);
    expect(read).toMatchObject({
      ...{ text: answer, finishReason: "stop" },
      usage: { inputTokens: 90, outputTokens: 42 },
    });
  });

  test("is none if it was cut off before its end", () => {
    for (const count of [0, 1, 2, 3]) expect(join(usual.slice(0, count)).read).toBeUndefined();
  });

  test("is an error where one comes in its middle", () => {
    const error = { code: 503, status: "UNAVAILABLE", message: "Overloaded" };
    expect(join([...usual.slice(0, 2), { error }]).read).toMatchObject({ kind: "error" });
  });

  test("may be blocked before it begins", () => {
    const blocked = { promptFeedback: { blockReason: "SAFETY" }, usageMetadata };
    expect(join([blocked]).read).toMatchObject({ finishReason: "content-filter" });
  });
});
