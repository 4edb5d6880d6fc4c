import {
  collectReply,
  createOpenaiProvider,
  type ModelEvent,
  type ModelRequest,
} from "@fieldwork/models";
import { createOpenaiSimulator, openaiStreamRefusals } from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";
import { ends, failureOf, openModelLayer, question } from "./open-model-layer.ts";

const modes = ["responses", "chat-completions"] as const;

async function open(mode: (typeof modes)[number]) {
  const simulator = createOpenaiSimulator({ latencyMs: 0 });
  await simulator.start();
  const { baseUrl, credentials } = simulator;
  const bodies: { stream: boolean }[] = [];
  const provider = createOpenaiProvider({
    ...{ ...credentials, baseUrl, mode },
    fetch: (input, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      return fetch(input, init);
    },
  });
  onTestFinished(() => simulator.stop());
  const eventsOf = async (signal = new AbortController().signal) =>
    await allOf(provider.prepare(request()).send(signal));
  const ask = (asked: Partial<ModelRequest> = {}) =>
    collectReply(provider.prepare({ ...request(), ...asked }).send(new AbortController().signal));
  return { simulator, provider, eventsOf, ask, streams: () => bodies.map(({ stream }) => stream) };
}

async function allOf(events: AsyncIterable<ModelEvent>): Promise<ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const nullable = { type: ["string", "null"] };
const output = {
  type: "object",
  properties: { evidence: nullable, value: nullable, confidence: { type: "number" } },
  required: ["evidence", "value", "confidence"],
  additionalProperties: false,
};

function request(): ModelRequest {
  const { task, instructions, input } = question();
  const schema = {
    type: "object",
    properties: { summary: output },
    required: ["summary"],
    additionalProperties: false,
  };
  return { model: "gpt-6-luna", task, instructions, input, schema, maxOutputTokens: 400 };
}

describe.each(modes)("OpenAI provider that streams by %s", (mode) => {
  test("takes an answer that comes whole although it was to be streamed", async () => {
    const { simulator, ask } = await open(mode);
    const streamed = await ask();
    await simulator.misbehave("unstreamed");
    expect(await ask()).toMatchObject({ text: streamed.text, usage: streamed.usage });
  });

  test.each(openaiStreamRefusals)(
    "asks a server that refuses with %s without streaming, then and later",
    async (vendor) => {
      const { simulator, ask, streams } = await open(mode);
      await simulator.faults.add({ vendor, times: "always" });
      for (const reply of [await ask(), await ask()]) {
        expect(reply).toMatchObject({ finishReason: "stop", usage: expect.anything() });
      }
      expect(streams()).toEqual([true, false, false]);
    },
  );

  test("asks for the answer in one piece where nobody waits for its beginning", async () => {
    const { ask, streams } = await open(mode);
    const { text, finishReason } = await ask();
    expect(await ask({ inOnePiece: true })).toMatchObject({ text, finishReason });
    expect(streams()).toEqual([true, false]);
  });

  test("asks for no stream again where the last one told no usage", async () => {
    const { simulator, ask, streams } = await open(mode);
    await simulator.misbehave("no-usage");
    expect((await ask()).usage).toBeNull();
    expect((await ask()).usage).toMatchObject({ inputTokens: expect.any(Number) });
    expect(streams()).toEqual([true, false]);
  });
});

test("an answer that does not begin in time is given up, and one that has begun is not", async () => {
  const { local, generate } = await openModelLayer();
  const asked = { route: ["local/gpt-6-luna"], firstTokenTimeoutMs: 1000 };
  const held = await local.faults.hold();
  const startedAt = performance.now();
  const long = { attemptTimeoutMs: 18_000, deadlineMs: 18_000 };
  expect((await failureOf(generate({ ...asked, ...long }))).code).toBe("model_timeout");
  expect(performance.now() - startedAt).toBeLessThan(9000);
  await held.release();
  await local.misbehave("stalled-stream");
  const begunAt = performance.now();
  const short = { attemptTimeoutMs: 2500 };
  expect((await failureOf(generate({ ...asked, ...short }))).code).toBe("model_timeout");
  expect(performance.now() - begunAt).toBeGreaterThan(2400);
});

test.each(["openai", "local"] as const)(
  "G3: a stream of %s that stalls is given up in time, and charged with its whole reservation",
  async (name) => {
    const layer = await openModelLayer();
    await layer[name].misbehave("stalled-stream");
    const call = layer.generate({
      ...{ route: [`${name}/gpt-6-luna`], attemptTimeoutMs: 200, deadlineMs: 400 },
      firstTokenTimeoutMs: 200,
    });
    expect((await failureOf(call)).code).toBe("model_timeout");
    expect(ends(layer.budget.calls)).toEqual([["first", name, "model_timeout"]]);
    expect(layer.budget.charged("total")).toBe(layer.budget.calls[0]?.amountNanoUsd);
  },
);
