import {
  collectReply,
  createOpenaiProvider,
  type ModelProvider,
  type ModelReply,
  type ModelRequest,
  type OpenaiMode,
  type OpenaiProviderOptions,
  ProviderError,
  type ProviderErrorReason,
} from "@fieldwork/models";
import {
  createOpenaiSimulator,
  type FaultRule,
  type Misbehaviour,
  type OpenaiCallNote,
  type OpenaiRefusal,
  type RateLimitHint,
} from "@fieldwork/simulators";
import { publishedContract } from "@fieldwork/simulators/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { failureOf, question } from "./open-model-layer.ts";

const problemsWith = publishedContract("openai");
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

function ask(provider: ModelProvider, asked: ModelRequest, stop: AbortSignal): Promise<ModelReply> {
  return collectReply(provider.prepare(asked).send(stop));
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
  const { task, instructions, input } = question();
  const schema = {
    type: "object",
    properties: { summary: output },
    required: ["summary"],
    additionalProperties: false,
  };
  return { model, task, instructions, input, schema, maxOutputTokens: 400 };
}

const repair = { previousText: "{}", problems: ["summary: is missing or not an object"] };

const refusals: Readonly<Record<OpenaiRefusal, ProviderErrorReason>> = {
  "litellm-unknown-model": "unknown-model",
  "litellm-budget": "quota",
  "openai-unknown-model-400": "unknown-model",
  "openai-too-large": "too-long",
  "azure-content-filter": "refused-content",
  "azure-no-key": "refused-key",
  "groq-too-large": "too-long",
  "groq-json-failed": "unreadable",
  "groq-decommissioned": "unknown-model",
  "xai-usage-guidelines": "refused-content",
  "xai-no-credits": "quota",
  "xai-wrong-key": "refused-key",
  "openrouter-moderation": "refused-content",
  "openrouter-no-credits": "quota",
  "deepseek-no-balance": "quota",
  "fireworks-suspended": "quota",
  "moonshot-no-balance": "quota",
  "moonshot-temperature": "refused-parameter",
  "dashscope-arrears": "quota",
  "dashscope-content": "refused-content",
  "gemini-wrong-key": "refused-key",
  "mistral-unknown-parameter": "refused-parameter",
  "llamacpp-context": "too-long",
  "llamacpp-loading": "busy",
  "ollama-busy": "busy",
  "portkey-budget": "quota",
};

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
      for (const one of asked) await ask(provider, one, signal);
      const schema = mode === "responses" ? "CreateResponse" : "CreateChatCompletionRequest";
      for (const [index, body] of bodies.entries()) {
        expect(problemsWith(schema, JSON.parse(body))).toEqual([]);
        const one = asked[index] ?? request();
        expect(provider.prepare(one).inputTokensAtMost).toBe(Buffer.byteLength(body) + 512);
      }
      expect(bodies).toHaveLength(2);
    },
  );

  test("reads text, model, finish and usage as the vendor counted them", async () => {
    const { simulator, provider } = await open(mode);
    const reply = await ask(provider, request(), signal);
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
    const first = await ask(provider, long, signal);
    const second = await ask(provider, long, signal);
    expect(first.usage).toMatchObject({ cachedInputTokens: 0, cacheWriteTokens: 1280 });
    expect(second.usage).toMatchObject({ cachedInputTokens: 1280, cacheWriteTokens: 0 });
  });

  test("takes usage without details, and none at all, for what they are", async () => {
    const { simulator, provider } = await open(mode);
    await simulator.misbehave("bare-usage");
    const bare = await ask(provider, request(), signal);
    expect(bare.usage).toMatchObject({ cachedInputTokens: 0, reasoningTokens: 0 });
    expect(bare.usage?.inputTokens).toBeGreaterThan(0);
    await simulator.misbehave("no-usage");
    expect((await ask(provider, request(), signal)).usage).toBeNull();
  });

  test("finds reasoning outside the output in the total", async () => {
    const { simulator, provider } = await open(mode);
    await simulator.misbehave("reasoning-outside");
    const { usage } = await ask(provider, request(), signal);
    const [call] = (await simulator.books.read()).calls;
    const note = call?.note as OpenaiCallNote;
    expect(note.reasoningTokens).toBe(48);
    expect(usage).toMatchObject({ outputTokens: note.outputTokens, reasoningTokens: 48 });
  });

  test("loses no count for a detail that is none", async () => {
    const { simulator, provider } = await open(mode);
    await simulator.misbehave("broken-usage");
    const { usage } = await ask(provider, request(), signal);
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
      await ask(provider, request(), signal);
      return { tier: bodies[0]?.service_tier, region: provider.prepare(request()).region };
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

  test.each<[object, ProviderErrorReason, ProviderError["outcome"], number?]>([
    [{ status: 502, as: "html" }, "broken", "unknown"],
    [{ status: 503, as: "bare" }, "busy", "rejected"],
    [{ truncate: "body" }, "broken", "unknown"],
    [{ truncate: "connection" }, "broken", "unknown"],
    [{ reset: "before" }, "broken", "unknown"],
    [{ reset: "after" }, "broken", "unknown"],
  ])("takes %j for %s, %s", async (fault, reason, outcome, waitMs) => {
    const { simulator, provider } = await open(mode);
    await simulator.faults.add(fault as FaultRule);
    const error = await refusalOf(ask(provider, request(), signal));
    expect(error).toMatchObject({ reason, outcome, provider: "openai", model: "gpt-6-luna" });
    expect(error.retryAfterMs).toBe(waitMs);
    expect((await simulator.books.read()).calls).toHaveLength(1);
  });

  test.each(Object.entries(refusals))(
    "takes %s of another vendor for %s",
    async (vendor, reason) => {
      const { simulator, provider } = await open(mode);
      await simulator.faults.add({ vendor });
      expect((await refusalOf(ask(provider, request(), signal))).reason).toBe(reason);
    },
  );

  test.each<RateLimitHint>([
    ...(["seconds", "milliseconds", "words", "seconds-in-words", "retry-info"] as const),
    ...(["reset-duration", "reset-seconds"] as const),
  ])("waits as long as a limit asks by %s", async (hint) => {
    const { simulator, provider } = await open(mode);
    await simulator.faults.add({ vendor: "rate-limit", hint, waitMs: 42_000 });
    const error = await refusalOf(ask(provider, request(), signal));
    expect(error).toMatchObject({ reason: "rate-limited", retryAfterMs: 42_000 });
  });

  test.each<RateLimitHint>([
    ...(["date", "epoch-seconds", "epoch-milliseconds", "reset-epoch", "reset-date"] as const),
  ])("waits until when a limit asks by %s", async (hint) => {
    const { simulator, provider } = await open(mode);
    await simulator.faults.add({ vendor: "rate-limit", hint, waitMs: 600_000 });
    const { retryAfterMs = 0 } = await refusalOf(ask(provider, request(), signal));
    expect(retryAfterMs).toBeGreaterThan(500_000);
    expect(retryAfterMs).toBeLessThanOrEqual(602_000);
  });

  test.each<Misbehaviour>([
    ...(["content-parts", "json-in-reasoning", "tool-call", "several-messages"] as const),
    ...(["streamed", "gzip"] as const),
  ])("reads an answer that comes as %s as if it had come plainly", async (how) => {
    const { simulator, provider } = await open(mode);
    const plain = await ask(provider, request(), signal);
    await simulator.misbehave(how);
    const odd = await ask(provider, request(), signal);
    expect(odd).toMatchObject({ text: plain.text, usage: plain.usage, model: plain.model });
  });

  test.each<[Misbehaviour, ProviderErrorReason]>([
    ["empty-choices", "unreadable"],
    ["null-choices", "unreadable"],
    ["null-message", "unreadable"],
    ["no-message", "unreadable"],
    ["upstream-error", "broken"],
    ["error-beside", "broken"],
  ])("counts what a reply with %s has used, and that it may cost it", async (how, reason) => {
    const { simulator, provider } = await open(mode);
    await simulator.misbehave(how);
    const error = await refusalOf(ask(provider, request(), signal));
    expect(error).toMatchObject({ reason, outcome: "unknown", isAmbiguous: true });
    const [used] = Object.values(await simulator.usage());
    expect(error.usage).toMatchObject({
      inputTokens: used?.inputTokens,
      outputTokens: used?.outputTokens,
    });
  });

  test("keeps what the headers of a good reply tell: its id, and the vendor's limits", async () => {
    const { provider } = await open(mode);
    const { requestId, limits } = await ask(provider, request(), signal);
    expect(requestId).toMatch(/^req_/);
    expect(limits).toEqual([
      { of: "requests", limit: 30_000, remaining: 30_000, resetMs: 0 },
      { of: "tokens", limit: 150_000_000, remaining: 150_000_000, resetMs: 0 },
    ]);
  });

  test("sends nothing with a key that no header can hold, and says so", async () => {
    const { simulator, provider } = await open(mode, { apiKey: "a key\nof two lines" });
    const error = await refusalOf(ask(provider, request(), signal));
    expect(error).toMatchObject({ outcome: "not-sent" });
    expect((await simulator.books.read()).calls).toEqual([]);
  });
});

async function refusalOf(call: Promise<unknown>): Promise<ProviderError> {
  const error = await failureOf(call);
  if (!(error instanceof ProviderError)) throw error;
  return error;
}

test("a Responses reply that says it failed is no answer, and keeps its usage", async () => {
  const { simulator, provider } = await open("responses");
  await simulator.misbehave("failed");
  const error = await refusalOf(ask(provider, request(), signal));
  expect(error).toMatchObject({ reason: "broken", outcome: "unknown" });
  expect(error.usage?.inputTokens).toBeGreaterThan(0);
});

test("chooses the API by where it is sent, unless told", async () => {
  const { simulator, provider } = await open("responses");
  const { baseUrl, credentials } = simulator;
  const selfHosted = createOpenaiProvider({ ...credentials, baseUrl, name: "local" });
  onTestFinished(async () => selfHosted.close?.());
  await ask(provider, request(), signal);
  await ask(selfHosted, request("llama-4-scout"), signal);
  const { calls } = await simulator.books.read();
  expect(calls.map(({ path }) => path)).toEqual(["/v1/responses", "/v1/chat/completions"]);
});
