import type { Stream } from "openai/core/streaming";
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import type { ResponseStreamEvent } from "openai/resources/responses/responses";
import { describe, expect, test } from "vitest";
import { openSimulated as open, problemsWith, refusedCall } from "./open-simulated-openai.ts";
import { openaiStreamRefusals } from "./openai-refusals.ts";

const streamOptions = { stream: true, stream_options: { include_usage: true } };

/** The official client reads the stream, so that it is one. */
async function all<T>(call: unknown): Promise<T[]> {
  const events: T[] = [];
  for await (const event of (await call) as Stream<T>) events.push(event);
  return events;
}

const chunksOf = (call: unknown) => all<ChatCompletionChunk>(call);
const eventsOf = (call: unknown) => all<ResponseStreamEvent>(call);

function textOf(chunks: readonly ChatCompletionChunk[]): string {
  return chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
}

describe("simulated OpenAI, asked to stream", () => {
  test("sends a completion in published chunks, with its usage in the last", async () => {
    const { simulator, chat } = await open();
    const whole = await chat();
    const chunks = await chunksOf(chat(streamOptions));
    for (const chunk of chunks) {
      expect(problemsWith("CreateChatCompletionStreamResponse", chunk)).toEqual([]);
    }
    expect(textOf(chunks)).toBe(whole.choices[0]?.message.content);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) },
    });
    expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: "stop" }], usage: null });
    expect(Object.values(await simulator.usage())).toMatchObject([{ calls: 2 }]);
  });

  test("tells no usage of a completion that is not asked for it", async () => {
    const { chat } = await open();
    const chunks = await chunksOf(chat({ stream: true }));
    expect(chunks.every((chunk) => !("usage" in chunk))).toBe(true);
  });

  test("takes the options of a stream for nothing else", async () => {
    const { chat } = await open();
    const refused = await refusedCall(() => chat({ stream_options: { include_usage: true } }));
    expect(refused).toMatchObject({ status: 400, param: "stream_options" });
  });

  test("sends a response in published events, of which the last holds all of it", async () => {
    const { respond } = await open();
    const whole = await respond();
    const events = await eventsOf(respond({ stream: true }));
    for (const event of events) expect(problemsWith("ResponseStreamEvent", event)).toEqual([]);
    const texts = events.map((event) => (event.type.endsWith("text.delta") ? event : undefined));
    const deltas = texts.map((event) => (event && "delta" in event ? event.delta : ""));
    expect(deltas.join("")).toBe(whole.output_text);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.at(-1)).toMatchObject({
      type: "response.completed",
      response: { status: "completed", usage: { total_tokens: expect.any(Number) } },
    });
  });

  test.each(["refusal", "length", "content-filter", "failed"] as const)(
    "sends a %s in published events, too",
    async (how) => {
      const { simulator, chat, respond } = await open();
      await simulator.misbehave(how, { times: 2 });
      for (const event of await eventsOf(respond({ stream: true }))) {
        expect(problemsWith("ResponseStreamEvent", event)).toEqual([]);
      }
      for (const chunk of await chunksOf(chat(streamOptions))) {
        expect(problemsWith("CreateChatCompletionStreamResponse", chunk)).toEqual([]);
      }
    },
  );

  test("leaves usage out, and answers whole, where it is told to", async () => {
    const { simulator, chat, respond } = await open();
    await simulator.misbehave("no-usage", { times: 2 });
    expect((await chunksOf(chat(streamOptions))).at(-1)).toMatchObject({ usage: null });
    const last = (await eventsOf(respond({ stream: true }))).at(-1);
    expect(last).toMatchObject({ response: { usage: null } });
    await simulator.misbehave("unstreamed");
    const response = await chat(streamOptions).asResponse();
    expect(await response.json()).toMatchObject({ object: "chat.completion" });
  });

  test("breaks off in the middle: with an error, with a broken connection, and without a word", async () => {
    const { simulator, chat, respond } = await open();
    await simulator.misbehave("stream-error", { times: 2 });
    await expect(chunksOf(chat(streamOptions))).rejects.toThrow(/error while answering/);
    await expect(eventsOf(respond({ stream: true }))).rejects.toThrow(/error while answering/);
    await simulator.faults.add({ truncate: "connection" });
    await expect(chunksOf(chat(streamOptions))).rejects.toThrow();
    await simulator.faults.add({ truncate: "body" });
    const half = await (await chat(streamOptions).asResponse()).text();
    expect(half).toMatch(/^data: .*\n\ndata: /);
    expect(half).not.toContain("[DONE]");
  });

  test("stalls until the caller hangs up, and charges all the same", async () => {
    const { simulator, chat } = await open();
    await simulator.misbehave("stalled-stream");
    const stream = (await chat(streamOptions)) as unknown as Stream<ChatCompletionChunk>;
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) stream.controller.abort();
    }
    expect(Object.values(await simulator.usage())).toMatchObject([{ calls: 1 }]);
  });

  test.each(openaiStreamRefusals)("refuses to stream by %s, and nothing else", async (vendor) => {
    const { simulator, chat } = await open();
    await simulator.faults.add({ vendor, times: "always" });
    const { status } = await refusedCall(() => chat(streamOptions));
    expect(status === 400 || status === 422).toBe(true);
    expect((await chat()).choices).toHaveLength(1);
    expect(Object.values(await simulator.usage())).toMatchObject([{ calls: 1 }]);
  });
});
