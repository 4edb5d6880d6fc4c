import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { describe, expect, onTestFinished, test } from "vitest";
import { spawnOpenai } from "../spawn-simulator.ts";
import type { OpenaiCallNote } from "./openai-answer.ts";
import type { Misbehaviour } from "./openai-misbehaviour.ts";
import type { OpenaiOptions } from "./openai-options.ts";
import { createOpenaiSimulator } from "./openai-simulator.ts";
import { publishedContract } from "./published-contract.ts";

const problemsWith = publishedContract();

const description =
  "Acme builds software for hospitals. It also rents offices. Founded in 1990 in Kista.";
const input = `The record:\n<record-1f>\n${JSON.stringify({ name: "Acme AB", description })}\n</record-1f>`;

const output = (value: object) => ({
  type: "object",
  properties: {
    evidence: { type: ["string", "null"], description: "Words of the input" },
    value,
    confidence: { type: "number" },
  },
  required: ["evidence", "value", "confidence"],
  additionalProperties: false,
});
const schema = {
  type: "object",
  properties: {
    industry: output({
      type: ["string", "null"],
      enum: ["Energy", "Information Technology", "Real Estate", null],
    }),
    summary: output({
      type: ["string", "null"],
      description: "At most 90 characters and 2 sentences",
    }),
    sector: output({ type: ["string", "null"], enum: ["Software", "Hardware", null] }),
  },
  required: ["industry", "summary", "sector"],
  additionalProperties: false,
};

async function open(options: OpenaiOptions = {}) {
  const simulator = createOpenaiSimulator({ latencyMs: 0, ...options });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { baseUrl, credentials } = simulator;
  const client = new OpenAI({ ...credentials, baseURL: baseUrl, maxRetries: 0 });
  const respond = (extra: object = {}) =>
    client.responses.create({
      model: "gpt-6-luna",
      instructions: "Classify the company.",
      input,
      max_output_tokens: 400,
      store: false,
      text: { format: { type: "json_schema", name: "answer", strict: true, schema } },
      ...extra,
    });
  const chat = (extra: object = {}) =>
    client.chat.completions.create({
      model: "llama-4-scout",
      messages: [
        { role: "system", content: "Classify the company." },
        { role: "user", content: input },
      ],
      max_tokens: 400,
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", strict: true, schema },
      },
      ...extra,
    });
  return { simulator, client, respond, chat };
}

interface Output {
  value: string | null;
  evidence: string | null;
  confidence: number;
}

function parsed(text: string | null): Record<string, Output> {
  return JSON.parse(text ?? "");
}

async function refusedCall(call: () => Promise<unknown>) {
  const error = await call().then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof OpenAI.APIError)) throw error;
  return error;
}

describe("simulated OpenAI, asked by the official client", () => {
  test("answers Responses by the schema it was sent, from the words of the input", async () => {
    const { respond } = await open();
    const reply = await respond();
    expect(problemsWith("Response", reply)).toEqual([]);
    expect(reply.status).toBe("completed");
    const { industry, summary, sector } = parsed(reply.output_text);
    expect(sector?.value).toBe("Software");
    expect(sector?.evidence).toBe("Acme builds software for hospitals.");
    expect(summary?.value).toBe("Acme builds software for hospitals. It also rents offices.");
    expect(["Energy", "Information Technology", "Real Estate"]).toContain(industry?.value);
    for (const { evidence, confidence } of [industry, summary, sector].filter(
      (one) => one !== undefined,
    )) {
      expect(description).toContain(evidence);
      expect(confidence).toBeGreaterThan(0.8);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    expect(reply.usage?.total_tokens).toBe(
      (reply.usage?.input_tokens ?? 0) + (reply.usage?.output_tokens ?? 0),
    );
  });

  test("gives the same answer to the same input by either endpoint, whatever the turn", async () => {
    const { respond, chat } = await open();
    const first = await respond();
    const repaired = await respond({
      input: [
        { role: "user", content: input },
        { role: "assistant", content: "{}" },
        { role: "user", content: "industry: is missing" },
      ],
    });
    const reply = await chat();
    expect(problemsWith("CreateChatCompletionResponse", reply)).toEqual([]);
    expect(repaired.output_text).toBe(first.output_text);
    expect(reply.choices[0]?.message.content).toBe(first.output_text);
  });

  test("reads a record in a code fence, or a bare text, and abstains from an empty one", async () => {
    const { respond } = await open();
    const fenced = await respond({
      input: `Record:\n\`\`\`json\n{"about":"${description}"}\n\`\`\``,
    });
    expect(parsed(fenced.output_text).sector?.value).toBe("Software");
    const bare = await respond({ input: description });
    expect(parsed(bare.output_text).sector?.value).toBe("Software");
    const empty = await respond({ input: "Record: {}" });
    expect(parsed(empty.output_text).summary).toMatchObject({ value: null, evidence: null });
  });

  test("stops at the cap of output tokens", async () => {
    const { respond, chat } = await open();
    const reply = await respond({ max_output_tokens: 64 });
    expect(problemsWith("Response", reply)).toEqual([]);
    expect(reply.incomplete_details).toEqual({ reason: "max_output_tokens" });
    expect(reply.usage?.output_tokens).toBeLessThanOrEqual(64);
    expect(() => JSON.parse(reply.output_text)).toThrow();
    expect((await chat({ max_tokens: 20 })).choices[0]?.finish_reason).toBe("length");
  });

  test("lists its models and refuses others", async () => {
    const { client, respond } = await open({ models: ["gpt-6-sol"] });
    const { data } = await client.models.list();
    expect(problemsWith("ListModelsResponse", { object: "list", data })).toEqual([]);
    expect(data.map(({ id }) => id)).toEqual(["gpt-6-sol"]);
    expect(await refusedCall(() => respond())).toMatchObject({
      status: 404,
      code: "model_not_found",
    });
  });

  test.each([
    ["a key it does not know", { apiKey: "sk-other" }, 401, "invalid_api_key"],
    ["a parameter it does not know", { body: { temperatur: 1 } }, 400, "unknown_parameter"],
    ["a cap below 16", { body: { max_output_tokens: 3 } }, 400, "integer_below_min_value"],
    [
      "a schema that is not strict",
      {
        body: {
          text: {
            format: {
              type: "json_schema",
              name: "a",
              strict: true,
              schema: { type: "object", properties: {} },
            },
          },
        },
      },
      400,
      "invalid_json_schema",
    ],
  ])(
    "refuses %s as OpenAI would",
    async (_, { apiKey, body = {} }: { apiKey?: string; body?: object }, status, code) => {
      const { simulator, respond } = await open();
      const other = new OpenAI({
        apiKey: apiKey ?? "sk-any",
        baseURL: simulator.baseUrl,
        maxRetries: 0,
      });
      const error = await refusedCall(() =>
        apiKey === undefined
          ? respond(body)
          : other.responses.create({ model: "gpt-6-luna", input }),
      );
      expect(error).toMatchObject({ status, code });
      expect(problemsWith("Error", error.error)).toEqual([]);
      expect(await simulator.usage()).toEqual({});
    },
  );
});

describe("simulated OpenAI, misbehaving", () => {
  test.each<[Misbehaviour, (text: string) => void]>([
    ["prose", (text) => expect(() => JSON.parse(text)).toThrow()],
    ["malformed-json", (text) => expect(() => JSON.parse(text)).toThrow()],
    ["fenced-json", (text) => expect(text).toMatch(/```json\n\{[\s\S]+\}\n```/)],
    ["empty", (text) => expect(text).toBe("")],
    ["wrong-enum", (text) => expect(parsed(text).industry?.value).toBe("Something Else")],
    ["invented-evidence", (text) => expect(input).not.toContain(parsed(text).industry?.evidence)],
    ["missing-output", (text) => expect(Object.keys(parsed(text))).toEqual(["summary", "sector"])],
    ["overlong-text", (text) => expect(parsed(text).summary?.value?.length).toBeGreaterThan(900)],
    ["invented-address", (text) => expect(parsed(text).summary?.value).toContain("https://")],
    ["wild-confidence", (text) => expect(parsed(text).summary?.confidence).toBe(97)],
    ["abstain", (text) => expect(parsed(text).summary?.value).toBeNull()],
  ])("answers one call by %s, and the next one well", async (how, check) => {
    const { simulator, respond } = await open();
    const good = await respond();
    await simulator.misbehave(how);
    check((await respond({ max_output_tokens: 9000 })).output_text);
    expect((await respond()).output_text).toBe(good.output_text);
  });

  test("refuses, filters and fails in the vendor's own shapes", async () => {
    const { simulator, respond, chat } = await open();
    await simulator.misbehave("refusal");
    const refusal = await respond();
    expect(refusal.output.at(-1)).toMatchObject({ content: [{ type: "refusal" }] });
    await simulator.misbehave("content-filter");
    const filtered = await respond();
    expect(filtered.incomplete_details).toEqual({ reason: "content_filter" });
    await simulator.misbehave("failed");
    const failed = await respond();
    expect(failed).toMatchObject({ status: "failed", error: { code: "server_error" } });
    for (const reply of [refusal, filtered, failed]) {
      expect(problemsWith("Response", reply)).toEqual([]);
    }
    await simulator.misbehave("refusal");
    const chatRefusal = await chat();
    expect(chatRefusal.choices[0]?.message).toMatchObject({ content: null });
    expect(chatRefusal.choices[0]?.message.refusal).toMatch(/sorry/);
    await simulator.misbehave("content-filter");
    const chatFiltered = await chat();
    expect(chatFiltered.choices[0]?.finish_reason).toBe("content_filter");
    for (const reply of [chatRefusal, chatFiltered]) {
      expect(problemsWith("CreateChatCompletionResponse", reply)).toEqual([]);
    }
  });

  test.each([
    [{ status: 429, retryAfterS: 2 }, "rate_limit_exceeded", "requests"],
    [{ status: 429, reason: "tokens" }, "rate_limit_exceeded", "tokens"],
    [{ status: 429, reason: "insufficient_quota" }, "insufficient_quota", "insufficient_quota"],
    [{ status: 401 }, "invalid_api_key", "invalid_request_error"],
    [{ status: 500 }, null, "server_error"],
    [{ status: 503 }, null, "server_error"],
  ])("refuses with %j in OpenAI's words", async (fault, code, type) => {
    const { simulator, respond } = await open();
    await simulator.faults.add(fault);
    const error = await refusedCall(() => respond());
    expect(error).toMatchObject({ status: fault.status, code, type });
    expect(problemsWith("Error", error.error)).toEqual([]);
    expect(error.headers?.get("x-request-id")).toMatch(/^req_/);
    if ("retryAfterS" in fault) expect(error.headers?.get("retry-after-ms")).toBe("2000");
  });
});

describe("simulated OpenAI, its limits and books", () => {
  test("counts down in its headers, and refuses what is too much with when to come back", async () => {
    let nowMs = 1_000_000;
    const { respond } = await open({ requestsPerMinute: 2, now: () => nowMs });
    const call = () => respond().withResponse();
    const left = async () => (await call()).response.headers.get("x-ratelimit-remaining-requests");
    expect([await left(), await left()]).toEqual(["1", "0"]);
    const error = await refusedCall(() => respond());
    expect(error).toMatchObject({ status: 429, code: "rate_limit_exceeded", type: "requests" });
    expect(error.headers?.get("retry-after-ms")).toBe("30000");
    expect(error.headers?.get("x-ratelimit-reset-requests")).toBe("30s");
    nowMs += 30_000;
    expect(await left()).toBe("0");
  });

  test("counts request and cap against the tokens of a minute", async () => {
    const { respond } = await open({ tokensPerMinute: 3000, now: () => 0 });
    await respond({ max_output_tokens: 2000 });
    expect(await refusedCall(() => respond({ max_output_tokens: 2000 }))).toMatchObject({
      type: "tokens",
    });
  });

  test("keeps exact books over a restart, and asks nobody what a call was", async () => {
    const dir = mkdtempSync(join(tmpdir(), "openai-books-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const first = await open({ dir });
    const replies = [await first.respond(), await first.respond({ input: "Other text." })];
    await first.simulator.stop();
    const { simulator } = await open({ dir });
    const usage = (await simulator.usage())["gpt-6-luna"];
    const told = (of: "input_tokens" | "output_tokens") =>
      replies.reduce((sum, { usage: one }) => sum + (one?.[of] ?? 0), 0);
    expect(usage).toMatchObject({
      calls: 2,
      inputTokens: told("input_tokens"),
      outputTokens: told("output_tokens"),
    });
    const { calls } = await simulator.books.read();
    const notes = calls.map(({ note }) => note as OpenaiCallNote);
    expect(notes.map(({ model, turn, finish }) => [model, turn, finish])).toEqual([
      ["gpt-6-luna", "first", "stop"],
      ["gpt-6-luna", "first", "stop"],
    ]);
    expect(new Set(notes.map(({ inputHash }) => inputHash)).size).toBe(2);
  });

  test("reads long instructions from its cache the second time", async () => {
    const { respond } = await open();
    const instructions = "Classify the company with great care. ".repeat(140);
    const details = async () => (await respond({ instructions })).usage?.input_tokens_details;
    expect(await details()).toMatchObject({ cached_tokens: 0, cache_write_tokens: 1280 });
    expect(await details()).toMatchObject({ cached_tokens: 1280, cache_write_tokens: 0 });
  });

  test("knows how many calls were under way at once", async () => {
    const { simulator, respond } = await open({ latencyMs: 40 });
    await Promise.all([respond(), respond(), respond()]);
    await respond();
    expect((await simulator.usage())["gpt-6-luna"]).toMatchObject({ calls: 4, peakConcurrency: 3 });
  });

  test("takes orders over HTTP like any simulator", async () => {
    const { simulator, respond } = await open();
    const body = JSON.stringify({ how: "empty", times: 1 });
    const told = await fetch(`${simulator.url}/__simulator/misbehave`, { method: "POST", body });
    expect(told.status).toBe(200);
    expect((await respond()).output_text).toBe("");
    const usage = await fetch(`${simulator.url}/__simulator/usage`);
    expect(await usage.json()).toMatchObject({ "gpt-6-luna": { calls: 1 } });
  });
});

test("keeps its books through a SIGKILL, in a process of its own", async () => {
  const dir = mkdtempSync(join(tmpdir(), "openai-process-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const options = { dir, options: { latencyMs: 0 } };
  const first = await spawnOpenai(options);
  await first.misbehave("prose");
  const { baseUrl, credentials, port } = first;
  const client = new OpenAI({ ...credentials, baseURL: baseUrl, maxRetries: 0 });
  const ask = () =>
    client.chat.completions.create({
      model: "llama-4-scout",
      messages: [{ role: "user", content: input }],
      response_format: { type: "json_schema", json_schema: { name: "answer", schema } },
    });
  expect((await ask()).choices[0]?.message.content).not.toContain("{");
  await first.kill();
  const second = await spawnOpenai({ ...options, port });
  onTestFinished(() => second.stop());
  expect((await ask()).choices[0]?.message.content).toContain("{");
  expect(await second.usage()).toMatchObject({ "llama-4-scout": { calls: 2 } });
  expect((await second.books.read()).calls).toHaveLength(2);
});
