import { describe, expect, test } from "vitest";
import { openSimulated as open, refusedCall } from "./open-simulated-openai.ts";
import type { RateLimitHint } from "./openai-hints.ts";
import { openaiRefusals } from "./openai-refusals.ts";

describe("simulated OpenAI, told to refuse as others do", () => {
  test.each(openaiRefusals)("refuses with %s, and charges nothing", async (vendor) => {
    const { simulator, chat } = await open();
    await simulator.faults.add({ vendor });
    const error = await refusedCall(() => chat());
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error.headers?.get("content-type")).toContain("json");
    expect(error.message).not.toContain("{model}");
    expect(await simulator.usage()).toEqual({});
    expect((await simulator.books.read()).calls).toMatchObject([{ fault: vendor }]);
    expect((await chat()).choices).toHaveLength(1);
  });

  test("is a gateway that knows no model, for as long as it is told", async () => {
    const { simulator, chat, respond } = await open();
    await simulator.faults.add({ vendor: "litellm-unknown-model", times: "always" });
    for (const call of [chat, respond, chat]) {
      expect(await refusedCall(() => call())).toMatchObject({ status: 400, param: "model" });
    }
    expect(await refusedCall(() => chat())).toMatchObject({
      message: expect.stringContaining("Invalid model name passed in model=llama-4-scout"),
    });
  });

  test("fails at one prompt alone, by 500, by refusing it, or without end", async () => {
    const { simulator, respond } = await open();
    const about = (input: string, signal?: AbortSignal) => respond({ input, signal });
    await simulator.faults.add({ body: "Ohm", status: 500, times: "always" });
    await simulator.faults.add({ body: "Volt", vendor: "openrouter-moderation", times: "always" });
    const held = await simulator.faults.hold({ body: "Watt", times: "always" });
    for (const [input, status] of [
      ["Ohm AB", 500],
      ["Volt AB", 403],
      ["Ohm AB", 500],
    ] as const) {
      expect(await refusedCall(() => about(input))).toMatchObject({ status });
      expect((await about("Acme AB")).output_text).not.toBe("");
    }
    const endless = about("Watt AB").then(
      () => "answered",
      () => "given up",
    );
    await held.arrived;
    expect((await about("Acme AB")).output_text).not.toBe("");
    await held.release();
    expect(await endless).toBe("answered");
  });
});

const nowMs = Date.parse("2026-01-01T00:00:00Z");

test.each<[RateLimitHint, Record<string, string | null>, string]>([
  ["none", { "retry-after": null }, "Used 30000."],
  ["seconds", { "retry-after": "90" }, "Used 30000."],
  ["milliseconds", { "retry-after-ms": "90000", "retry-after": null }, "Used 30000."],
  ["date", { "retry-after": "Thu, 01 Jan 2026 00:01:30 GMT" }, "Used 30000."],
  ["epoch-seconds", { "retry-after": "1767225690" }, "Used 30000."],
  ["epoch-milliseconds", { "retry-after": "1767225690000" }, "Used 30000."],
  ["words", { "retry-after": null }, "Please try again in 1m30s."],
  ["seconds-in-words", { "retry-after": null }, "Please retry after 90 seconds."],
  ["retry-info", { "retry-after": null }, '"retryDelay":"90s"'],
  ["reset-duration", { "x-ratelimit-reset-tokens": "1m30s" }, "Used 30000."],
  ["reset-seconds", { "x-ratelimit-reset-tokens": "90" }, "Used 30000."],
  ["reset-epoch", { "x-ratelimit-reset": "1767225690000" }, "Used 30000."],
  ["reset-date", { "anthropic-ratelimit-tokens-reset": "2026-01-01T00:01:30.000Z" }, "Used 30000."],
])("says when to come back by %s", async (hint, headers, words) => {
  const { simulator, chat } = await open({ now: () => nowMs });
  await simulator.faults.add({ vendor: "rate-limit", hint, waitMs: 90_000 });
  const error = await refusedCall(() => chat());
  expect(error.status).toBe(429);
  for (const [name, value] of Object.entries(headers)) {
    expect(error.headers?.get(name)).toBe(value);
  }
  expect(`${error.message} ${JSON.stringify(error.error)}`).toContain(words);
});
