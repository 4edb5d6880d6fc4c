import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createOpenaiProvider,
  type ModelRequest,
  type OpenaiMode,
  type OpenaiProviderOptions,
} from "@fieldwork/models";
import { createOpenaiSimulator, type OpenaiCallNote } from "@fieldwork/simulators";
import { publishedContract } from "@fieldwork/simulators/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { failureOf, outputs, question } from "./open-model-layer.ts";

const problemsWith = publishedContract();
const modes = ["responses", "chat-completions"] as const;
const { signal } = new AbortController();

async function open(mode: OpenaiMode, options: Partial<OpenaiProviderOptions> = {}) {
  const simulator = createOpenaiSimulator({ latencyMs: 0 });
  await simulator.start();
  const { baseUrl, credentials } = simulator;
  const provider = createOpenaiProvider({ ...credentials, baseUrl, mode, ...options });
  onTestFinished(async () => {
    await provider.close?.();
    await simulator.stop();
  });
  return { simulator, provider };
}

const output = {
  type: "object",
  properties: {
    evidence: { type: ["string", "null"] },
    value: { type: ["string", "null"] },
    confidence: { type: "number" },
  },
  required: ["evidence", "value", "confidence"],
  additionalProperties: false,
};

function request(model = "gpt-6-luna"): ModelRequest {
  const { task, instructions, input, fields } = question();
  const schema = {
    type: "object",
    properties: { summary: output },
    required: ["summary"],
    additionalProperties: false,
  };
  return { model, task, instructions, input, fields, outputs, schema, maxOutputTokens: 400 };
}

const repair = { previousText: "{}", problems: ["summary: is missing or not an object"] };

describe.each(modes)("OpenAI provider by %s", (mode) => {
  test.each(["gpt-6-luna", "gpt-5", "gpt-4o-mini", "o3"])(
    "sends what the published contract allows, and counts its bytes, for %s",
    async (model) => {
      const bodies: string[] = [];
      const { provider } = await open(mode, {
        fetch: (input, init) => {
          bodies.push(String(init?.body));
          return fetch(input, init);
        },
      });
      const asked = [request(model), { ...request(model), repair }];
      for (const one of asked) await provider.generate(one, signal);
      const schema = mode === "responses" ? "CreateResponse" : "CreateChatCompletionRequest";
      for (const [index, body] of bodies.entries()) {
        expect(problemsWith(schema, JSON.parse(body))).toEqual([]);
        const one = asked[index] ?? request();
        const bytes = provider.free ? 0 : provider.requestBytes(one);
        expect(bytes).toBe(Buffer.byteLength(body));
      }
      expect(bodies).toHaveLength(2);
    },
  );

  test("reads text, model, finish and usage as the vendor counted them", async () => {
    const { simulator, provider } = await open(mode);
    const reply = await provider.generate(request(), signal);
    expect(JSON.parse(reply.text)).toMatchObject({ summary: { confidence: expect.any(Number) } });
    expect(reply).toMatchObject({ finishReason: "stop", model: "gpt-6-luna" });
    const [call] = (await simulator.books.read()).calls;
    const note = call?.note as OpenaiCallNote;
    expect(reply.usage).toEqual({
      inputTokens: note.inputTokens,
      cachedInputTokens: note.cachedTokens,
      cacheWriteTokens: note.cacheWriteTokens,
      outputTokens: note.outputTokens,
      reasoningTokens: note.reasoningTokens,
      serviceTier: "default",
    });
  });

  test("tells which tokens were read from the vendor's cache", async () => {
    const { provider } = await open(mode);
    const long = { ...request(), instructions: "Classify with care, please. ".repeat(200) };
    const first = await provider.generate(long, signal);
    const second = await provider.generate(long, signal);
    expect(first.usage).toMatchObject({ cachedInputTokens: 0, cacheWriteTokens: 1280 });
    expect(second.usage).toMatchObject({ cachedInputTokens: 1280, cacheWriteTokens: 0 });
  });

  test("takes usage without details, and none at all, for what they are", async () => {
    const { simulator, provider } = await open(mode);
    await simulator.misbehave("bare-usage");
    const bare = await provider.generate(request(), signal);
    expect(bare.usage).toMatchObject({ cachedInputTokens: 0, reasoningTokens: 0 });
    expect(bare.usage?.inputTokens).toBeGreaterThan(0);
    await simulator.misbehave("no-usage");
    expect((await provider.generate(request(), signal)).usage).toBeNull();
  });

  test("finds reasoning outside the output in the total", async () => {
    const { simulator, provider } = await open(mode);
    await simulator.misbehave("reasoning-outside");
    const { usage } = await provider.generate(request(), signal);
    const [call] = (await simulator.books.read()).calls;
    const note = call?.note as OpenaiCallNote;
    expect(note.reasoningTokens).toBe(48);
    expect(usage).toMatchObject({ outputTokens: note.outputTokens, reasoningTokens: 48 });
  });

  test("loses no count for a detail that is none", async () => {
    const { simulator, provider } = await open(mode);
    await simulator.misbehave("broken-usage");
    const { usage } = await provider.generate(request(), signal);
    const [call] = (await simulator.books.read()).calls;
    const note = call?.note as OpenaiCallNote;
    expect(usage).toMatchObject({
      inputTokens: note.inputTokens,
      outputTokens: note.outputTokens,
      cacheWriteTokens: 0,
    });
  });

  test("asks OpenAI, and nobody else by chat, for the standard tier", async () => {
    const tierAt = async (baseUrl: string) => {
      const { simulator, provider } = await open(mode, {
        baseUrl,
        fetch: (_, init) => {
          const path = mode === "responses" ? "/responses" : "/chat/completions";
          bodies.push(JSON.parse(String(init?.body)));
          return fetch(`${simulator.baseUrl}${path}`, init);
        },
      });
      const bodies: { service_tier?: string }[] = [];
      await provider.generate(request(), signal);
      return { tier: bodies[0]?.service_tier, region: provider.free ? "" : provider.region };
    };
    const elsewhere = mode === "responses" ? "default" : undefined;
    expect(await tierAt("https://api.openai.com/v1")).toEqual({ tier: "default" });
    expect(await tierAt("https://eu.api.openai.com/v1")).toEqual({ tier: "default", region: "eu" });
    for (const baseUrl of [
      "https://api.openai.com.example.com/v1",
      "https://notapi.openai.com/v1",
      "https://example.com/api.openai.com/v1",
      "https://api.openai.com@example.com/v1",
    ]) {
      expect(await tierAt(baseUrl)).toEqual({ tier: elsewhere });
    }
  });

  test.each([
    ["refusal", "refusal"],
    ["content-filter", "content-filter"],
    ["length", "length"],
  ] as const)("tells a %s by its finish reason, with its usage", async (how, finishReason) => {
    const { simulator, provider } = await open(mode);
    await simulator.misbehave(how);
    const reply = await provider.generate(request(), signal);
    expect(reply).toMatchObject({ finishReason, usage: { inputTokens: expect.any(Number) } });
  });

  const minuteMs = 60_000;
  test.each([
    [{ status: 429, retryAfterS: 3 }, "model_rate_limited", "rejected", 3000],
    [{ status: 429, reason: "tokens", retryAfterS: 0.5 }, "model_rate_limited", "rejected", 500],
    [{ status: 429, retryAfterS: 0 }, "model_rate_limited", "rejected", 250],
    [
      { status: 429, reason: "insufficient_quota", retryAfterS: 2 },
      "model_quota_exhausted",
      "rejected",
      15 * minuteMs,
    ],
    [{ status: 401 }, "model_unavailable", "rejected", 5 * minuteMs],
    [{ status: 403 }, "model_unavailable", "rejected", 5 * minuteMs],
    [{ status: 404 }, "model_unavailable", "rejected", 5 * minuteMs],
    [{ status: 400 }, "model_request_invalid", "rejected", undefined],
    [{ status: 400, reason: "invalid_prompt" }, "model_refused", "rejected", undefined],
    [{ status: 500 }, "model_unavailable", "unknown", 5000],
    [{ status: 503, retryAfterS: 9 }, "model_unavailable", "unknown", 9000],
    [{ status: 502, as: "html" as const }, "model_unavailable", "unknown", 5000],
    [{ status: 503, as: "bare" as const }, "model_unavailable", "unknown", 5000],
    [{ vendor: "html" }, "model_unavailable", "unknown", 5000],
    [{ vendor: "error-body" }, "model_rate_limited", "unknown", 5000],
    [{ truncate: "body" as const }, "model_unavailable", "unknown", 5000],
    [{ truncate: "connection" as const }, "model_unavailable", "unknown", 1000],
    [{ reset: "before" as const }, "model_unavailable", "unknown", 1000],
    [{ reset: "after" as const }, "model_unavailable", "unknown", 1000],
  ])("takes %j for %s, %s", async (fault, code, outcome, closeLaneMs) => {
    const { simulator, provider } = await open(mode);
    await simulator.faults.add(fault);
    const error = await failureOf(provider.generate(request(), signal));
    expect(error).toMatchObject({ code, details: { outcome, provider: "openai" } });
    expect(error.details.closeLaneMs).toBe(closeLaneMs);
    expect(error.retryable).toBe(closeLaneMs !== undefined);
    const { calls } = await simulator.books.read();
    expect(calls).toHaveLength(1);
  });

  test("keeps the key out of errors, whoever repeats it", async () => {
    const apiKey = "a-key-of-no-known-form";
    const { provider } = await open(mode, { apiKey, baseUrl: await echoingServer() });
    const error = await failureOf(provider.generate(request(), signal));
    expect(error.code).toBe("model_unavailable");
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain(apiKey);
  });
});

test("a Responses reply that says it failed is no answer", async () => {
  const { simulator, provider } = await open("responses");
  await simulator.misbehave("failed");
  expect(await failureOf(provider.generate(request(), signal))).toMatchObject({
    code: "model_unavailable",
    details: { outcome: "unknown" },
  });
});

test("chooses the API by where it is sent, unless told", async () => {
  const { simulator, provider } = await open("responses");
  const { baseUrl, credentials } = simulator;
  const selfHosted = createOpenaiProvider({ ...credentials, baseUrl, name: "local" });
  onTestFinished(async () => selfHosted.close?.());
  await provider.generate(request(), signal);
  await selfHosted.generate(request("llama-4-scout"), signal);
  const { calls } = await simulator.books.read();
  expect(calls.map(({ path }) => path)).toEqual(["/v1/responses", "/v1/chat/completions"]);
});

/** Refuses every key, and quotes it. */
async function echoingServer(): Promise<string> {
  const server = createServer(({ headers }, response) => {
    const message = `no such key: ${headers.authorization}`;
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message, type: "invalid_request_error" } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}
