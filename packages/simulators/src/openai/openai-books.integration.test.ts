import OpenAI from "openai";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ModelCallNote } from "../language-model/answer.ts";
import { spawnOpenai } from "../spawn-simulator.ts";
import {
  input,
  newFolder,
  openSimulated as open,
  problemsWith,
  refusedCall,
  schema,
} from "./open-simulated-openai.ts";

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
    const dir = newFolder();
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
    const notes = calls.map(({ note }) => note as ModelCallNote);
    expect(notes.map(({ model, turn, finish }) => [model, turn, finish])).toEqual([
      ["gpt-6-luna", "first", "stop"],
      ["gpt-6-luna", "first", "stop"],
    ]);
    expect(new Set(notes.map(({ inputHash }) => inputHash)).size).toBe(2);
  });

  test("refuses what no waiting makes fit, without saying when to come back", async () => {
    const { respond } = await open({ tokensPerMinute: 3000 });
    const error = await refusedCall(() => respond({ max_output_tokens: 9000 }));
    expect(error.message).toMatch(/Request too large for gpt-6-luna/);
    expect(error.headers?.get("retry-after")).toBeNull();
    expect(problemsWith("Error", error.error)).toEqual([]);
  });

  test("refuses more calls at once than it takes, and never exceeds that", async () => {
    const { simulator, respond } = await open({ maxConcurrency: 2, latencyMs: 1000 });
    const ends = await Promise.allSettled(Array.from({ length: 5 }, () => respond()));
    const refused = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(refused.map(({ status, code }) => [status, code])).toEqual(
      Array.from({ length: 3 }, () => [429, "rate_limit_exceeded"]),
    );
    for (const { error } of refused) expect(problemsWith("Error", error)).toEqual([]);
    expect((await simulator.usage())["gpt-6-luna"]).toMatchObject({ calls: 2, peakConcurrency: 2 });
  });

  test("tells questions that were paid for twice, over a restart, and repairs from questions", async () => {
    const dir = newFolder();
    const first = await open({ dir });
    await first.respond();
    await first.respond({ input: "Another company." });
    await first.respond({ model: "gpt-6-sol" });
    await first.respond({ instructions: "Sum the company up." });
    await first.respond({
      text: { format: { type: "json_schema", name: "answer", schema: { type: "object" } } },
    });
    await first.respond({
      input: [
        { role: "user", content: input },
        { role: "assistant", content: "{}" },
        { role: "user", content: "industry: is missing" },
      ],
    });
    expect(await first.simulator.repeatedInputs()).toEqual({
      distinct: 5,
      repeated: [],
      forgotten: 0,
    });
    await first.simulator.stop();
    const { simulator, respond } = await open({ dir });
    await respond();
    await respond();
    const { distinct, repeated } = await simulator.repeatedInputs();
    expect(distinct).toBe(5);
    expect(repeated).toMatchObject([{ model: "gpt-6-luna", calls: 3 }]);
    const { calls } = await simulator.books.read();
    expect(calls[0]?.note).toMatchObject({ inputHash: repeated[0]?.inputHash });
  });

  test("reckons what all calls cost, and refuses without a price", async () => {
    const { simulator, respond } = await open();
    const instructions = "Classify the company with great care. ".repeat(140);
    const replies = [await respond({ instructions }), await respond({ instructions })];
    const rates = { inputPicoUsd: 100_000n, cachedInputPicoUsd: 10_000n, outputPicoUsd: 800_000n };
    const price = { ...rates, cacheWritePicoUsd: 125_000n };
    const due = replies.reduce((sum, { usage }) => {
      const { cached_tokens: cached = 0 } = usage?.input_tokens_details ?? {};
      const written = cached === 0 ? 1280 : 0;
      const plain = (usage?.input_tokens ?? 0) - cached - written;
      return sum + plain * 100 + cached * 10 + written * 125 + (usage?.output_tokens ?? 0) * 800;
    }, 0);
    expect(await simulator.costOf({ "gpt-6-luna": price })).toBe(BigInt(due));
    await expect(simulator.costOf({})).rejects.toThrow("gpt-6-luna has no price");
    const longContext = { aboveInputTokens: 1000 };
    await expect(simulator.costOf({ "gpt-6-luna": { ...price, longContext } })).rejects.toThrow();
  });

  test("tells callers apart by their keys", async () => {
    const { simulator, respond } = await open({ otherApiKeys: ["sk-of-another-team"] });
    await respond();
    const other = new OpenAI({ apiKey: "sk-of-another-team", baseURL: simulator.baseUrl });
    await other.responses.create({ model: "gpt-6-luna", input: "Hello there." });
    const { calls } = await simulator.books.read();
    const keys = calls.map(({ note }) => (note as ModelCallNote).apiKey);
    expect(keys).toEqual(["-key", "team"]);
  });

  test("leaves nothing behind of a call that it was thinking about when it was stopped", async () => {
    const dir = newFolder();
    const { simulator, respond } = await open({ dir, latencyMs: 50 });
    const asked = respond().catch((error: unknown) => error);
    await expect.poll(async () => (await simulator.usage())["gpt-6-luna"]?.peakConcurrency).toBe(1);
    await simulator.stop();
    expect(await asked).toBeInstanceOf(OpenAI.APIConnectionError);
    const second = await open({ dir, latencyMs: 100 });
    expect((await second.simulator.books.read()).calls).toEqual([]);
    await second.respond();
    expect((await simulator.usage())["gpt-6-luna"]?.calls).toBe(0);
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
    const inputs = await fetch(`${simulator.url}/__simulator/repeated-inputs`);
    expect(await inputs.json()).toEqual({ distinct: 1, repeated: [], forgotten: 0 });
  });
});

test("keeps its books through a SIGKILL, in a process of its own", async () => {
  const dir = newFolder();
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
  expect((await second.repeatedInputs()).repeated).toMatchObject([{ calls: 2 }]);
  const price = { inputPicoUsd: 1000n, outputPicoUsd: 0n };
  const { inputTokens } = (await second.usage())["llama-4-scout"] ?? {};
  expect(await second.costOf({ "llama-4-scout": price })).toBe(BigInt(inputTokens ?? 0));
});
