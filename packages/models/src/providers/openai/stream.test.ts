import { describe, expect, test } from "vitest";
import { BodyReader } from "../../exchange/body.ts";
import { type Wire, wires } from "./wire.ts";

/** The body that a text makes up, with the text of its answer as it came. */
function parseBody(text: string, wire: Wire): unknown {
  const reader = new BodyReader(wire.joiner());
  reader.push(text);
  return reader.body();
}

function stream(events: readonly unknown[], { named = false, end = "\n\n" } = {}): string {
  return events
    .map((event) => {
      const name = named ? `event: ${(event as { type: string }).type}\n` : "";
      return `${name}data: ${JSON.stringify(event)}${end}`;
    })
    .join("");
}

const chat = wires["chat-completions"];
const { responses } = wires;
const usage = { prompt_tokens: 90, completion_tokens: 12, total_tokens: 102 };

function chunk(delta: object, more: object = {}, beside: object = {}) {
  const choices = [{ index: 0, delta, finish_reason: null, ...more }];
  return { id: "c-1", model: "m-1", choices, ...beside };
}

const hello = [
  chunk({ role: "assistant", content: "" }),
  chunk({ content: '{"a":' }),
  chunk({ content: "1}" }),
  chunk({}, { finish_reason: "stop" }),
];

describe("a completion that was streamed all the same", () => {
  test.each([
    ["with usage in the last chunk", [...hello, { choices: [], usage }]],
    [
      "with usage in the last choice",
      [...hello.slice(0, 3), chunk({}, { finish_reason: "stop", usage })],
    ],
    ["with usage as Groq tells it", [...hello, { choices: [], x_groq: { usage } }]],
  ])("is read as if it had not been, %s", (_, events) => {
    const text = `: keep-alive\n\n${stream(events)}data: [DONE]\n\n`;
    expect(chat.read(parseBody(text, chat))).toEqual({
      ...{ kind: "answer", text: '{"a":1}', finishReason: "stop" },
      ...{ model: "m-1", responseId: "c-1" },
      usage: expect.objectContaining({ inputTokens: 90, outputTokens: 12 }),
    });
  });

  test("puts thoughts, parts and arguments together", () => {
    const call = (text: string) => ({ tool_calls: [{ index: 0, function: { arguments: text } }] });
    const events = [
      chunk({ reasoning_content: "H", content: [{ type: "thinking", thinking: [] }] }),
      chunk({ reasoning_content: "m." }),
      chunk({ content: [{ type: "text", text: '{"a":2}' }] }),
      chunk({}, { finish_reason: "stop" }),
    ];
    const body = parseBody(stream(events), chat);
    expect(chat.read(body)).toMatchObject({ text: '{"a":2}' });
    const called = [
      chunk(call('{"a"')),
      chunk(call(":3}")),
      chunk({}, { finish_reason: "tool_calls" }),
    ];
    expect(chat.read(parseBody(stream(called), chat))).toMatchObject({
      text: '{"a":3}',
    });
  });

  test("with lines that end otherwise, and a last event without its end", () => {
    const text = stream(hello, { end: "\r\n\r\n" }).trimEnd();
    expect(chat.read(parseBody(text, chat))).toMatchObject({ text: '{"a":1}' });
  });

  test("is no answer when it was cut off, or ended by an error, whose usage is kept", () => {
    expect(parseBody(stream(hello.slice(0, 2)), chat)).toBeUndefined();
    const failed = { error: { message: "Upstream", code: 502 }, choices: [], usage };
    expect(chat.read(parseBody(stream([...hello.slice(0, 2), failed]), chat))).toMatchObject({
      kind: "error",
      usage: { outputTokens: 12 },
    });
  });
});

describe("a response that was streamed all the same", () => {
  const response = {
    ...{ id: "r-1", model: "m-1", status: "completed" },
    output: [{ type: "message", content: [{ type: "output_text", text: "{}" }] }],
    usage: { input_tokens: 90, output_tokens: 12 },
  };
  const begun = { type: "response.created", response: { ...response, output: [] } };

  test("is the one that its last event holds", () => {
    const text = stream([begun, { type: "response.completed", response }], { named: true });
    expect(responses.read(parseBody(text, responses))).toMatchObject({
      text: "{}",
      usage: { inputTokens: 90 },
    });
  });

  test("is no answer when it was cut off, or ended by an error", () => {
    expect(parseBody(stream([begun]), responses)).toBeUndefined();
    const failed = { type: "error", code: "server_error", message: "No." };
    expect(responses.read(parseBody(stream([begun, failed]), responses)).kind).toBe("error");
  });
});

test.each(["<html>Sign in</html>", '{"choices":[', "", "data: nonsense\n\n", "data\nid"])(
  "%j is neither JSON nor a stream",
  (text) => {
    expect(parseBody(text, chat)).toBeUndefined();
  },
);
