import { describe, expect, test } from "vitest";
import { BodyReader } from "../../exchange/body.ts";
import { readMessage } from "./reply.ts";
import { MessageJoiner } from "./stream.ts";

type Event = Record<string, unknown>;

const answer = '{"summary":"Åre – and “there”"}';
const begun = (id = "msg_1", more: object = {}): Event => {
  const usage = { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 1 };
  return { type: "message_start", message: { id, model: "m", content: [], usage, ...more } };
};
const block = (index: number, content_block: object): Event => ({
  ...{ type: "content_block_start", index, content_block },
});
const delta = (index: number, told: object): Event => ({
  ...{ type: "content_block_delta", index, delta: told },
});
const text = (index: number, told: string) => delta(index, { type: "text_delta", text: told });
const ended = (stop_reason = "end_turn"): Event => ({
  ...{ type: "message_delta", delta: { stop_reason } },
  usage: { output_tokens: 12, cache_read_input_tokens: null },
});
const stopped: Event = { type: "message_stop" };
const usual = [
  begun(),
  { type: "ping" },
  block(0, { type: "thinking", thinking: "" }),
  delta(0, { type: "signature_delta", signature: "s" }),
  block(1, { type: "text", text: "" }),
  text(1, answer.slice(0, 11)),
  text(1, answer.slice(11)),
  { type: "content_block_stop", index: 1 },
  ended(),
  stopped,
];

function join(events: readonly Event[], chars = 7) {
  const reader = new BodyReader(new MessageJoiner());
  const whole = events
    .map((one) => `event: ${one.type}\ndata: ${JSON.stringify(one)}\n\n`)
    .join("");
  let told = "";
  for (let at = 0; at < whole.length; at += chars) told += reader.push(whole.slice(at, at + chars));
  const body = reader.body();
  return {
    told,
    isWhole: reader.isWhole,
    read: body === undefined ? undefined : readMessage(body),
  };
}

describe("a streamed message", () => {
  test.each([1, 2, 3, 10_000])("models-9: is the same in pieces of %i characters", (chars) => {
    const { told, isWhole, read } = join(usual, chars);
    expect([told, isWhole]).toEqual([answer, true]);
    expect(read).toMatchObject({
      ...{ kind: "answer", text: answer, finishReason: "stop", responseId: "msg_1" },
      usage: { inputTokens: 100, cachedInputTokens: 90, outputTokens: 12 },
    });
  });

  test("is whole without its last event once it has told how it ended", () => {
    expect(join(usual.slice(0, -1)).read).toMatchObject({ text: answer, finishReason: "stop" });
  });

  test("is none if it was cut off before that", () => {
    for (let count = 0; count < usual.length - 2; count += 1) {
      expect(join(usual.slice(0, count)).read).toBeUndefined();
    }
  });

  test("keeps counts of its start that its end tells as zero", () => {
    const usage = { output_tokens: 12, input_tokens: 0, cache_read_input_tokens: 0 };
    const delta = { type: "message_delta", delta: { stop_reason: "end_turn" }, usage };
    const events = [...usual.slice(0, -2), delta, stopped];
    expect(join(events).read).toMatchObject({ usage: { inputTokens: 100, outputTokens: 12 } });
  });

  test("begins anew where another start is spliced in", () => {
    const events = [begun("msg_0"), block(0, { type: "text", text: "" }), text(0, "x"), ...usual];
    expect(join(events).read).toMatchObject({ text: answer, responseId: "msg_1" });
  });

  test("ends with its stop, whatever comes behind it", () => {
    expect(join([...usual, begun("msg_2")]).read).toMatchObject({ responseId: "msg_1" });
  });

  test("holds the arguments of a tool that came in pieces", () => {
    const pieces = [answer.slice(0, 5), answer.slice(5)];
    const events = [
      begun(),
      block(0, { type: "tool_use", id: "t", name: "answer", input: {} }),
      ...pieces.map((partial_json) => delta(0, { type: "input_json_delta", partial_json })),
      ended("tool_use"),
      stopped,
    ];
    const { told, read } = join(events);
    expect(told).toBe("");
    expect(read).toMatchObject({ text: answer, finishReason: "tool-call" });
  });

  test("is an error where one comes in its middle", () => {
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    expect(join([...usual.slice(0, 6), error]).read).toMatchObject({ kind: "error" });
  });
});
