import { describe, expect, test } from "vitest";
import type { TokenUsage } from "../model-provider.ts";
import { usageFromMessage } from "../providers/anthropic/usage.ts";
import { usageFromMetadata } from "../providers/gemini/usage.ts";
import { usageFromReply } from "../providers/openai/usage.ts";
import { chargeOf } from "./charge.ts";
import { createPrices } from "./prices.ts";

const prices = createPrices();
const day = new Date("2026-11-27T12:00:00Z");

function invoice(ref: string, usage: TokenUsage | null, region?: string): bigint {
  if (usage === null) throw new Error("it tells no usage");
  const [provider = "", model = ""] = ref.split("/");
  const request = { price: prices.priceOf({ provider, model }, day), region };
  const bounds = { inputTokensAtMost: 400_000, maxOutputTokens: 10_000 };
  return chargeOf(usage, { ...request, ...bounds }).costNanoUsd;
}

/** Reckoned by hand from the vendor's page, in pico-USD, which becomes nano-USD once, rounded up. */
describe("models-33: an invoice of Anthropic", () => {
  const anthropic = (model: string, usage: object) =>
    invoice(`anthropic/${model}`, usageFromMessage(usage), "of-workspace");
  const geo = { inference_geo: "global" };

  test.each<[string, string, object, bigint]>([
    // 1,000 × 100,000 + 200 × 500,000 = 200,000,000
    ["plain", "claude-haiku-5-5", { ...geo, input_tokens: 1000, output_tokens: 200 }, 200_000n],
    // 333 × 100,000 + 7 × 500,000 = 36,800,000; of thinking within the output nothing more
    [
      "with thinking",
      "claude-haiku-5-5",
      {
        ...{ ...geo, input_tokens: 333, output_tokens: 7 },
        output_tokens_details: { thinking_tokens: 5 },
      },
      36_800n,
    ],
    // 120,000 input tokens are a long prompt: 120,000 × 500,000 + 10 × 2,500,000 = 60,025,000,000
    [
      "of a long prompt",
      "claude-haiku-5-5",
      { ...geo, input_tokens: 120_000, output_tokens: 10 },
      60_025_000n,
    ],
    // 10 × 2,000,000 + 1,500 × 100,000 + 200 × 2,500,000 + 300 × 4,000,000 + 40 × 10,000,000
    //   = 20,000,000 + 150,000,000 + 500,000,000 + 1,200,000,000 + 400,000,000
    [
      "read from the cache, and written there for five minutes and for an hour",
      "claude-sonnet-5-5",
      {
        ...{ ...geo, input_tokens: 10, output_tokens: 40, cache_read_input_tokens: 1500 },
        cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 300 },
      },
      2_270_000n,
    ],
    // (100 × 4,000,000 + 10 × 20,000,000) × 1.1 = 660,000,000
    [
      "inside the US",
      "claude-opus-5-5",
      { inference_geo: "us", input_tokens: 100, output_tokens: 10 },
      660_000n,
    ],
    // The same where nobody says where it ran: the workspace may have the dearer place.
    ["without a place", "claude-opus-5-5", { input_tokens: 100, output_tokens: 10 }, 660_000n],
    // 3 × 3,000,000 + 1 × 15,000,000 = 24,000,000; this model has one price everywhere
    [
      "of a model and its snapshots",
      "claude-sonnet-4-5-20250929",
      { inference_geo: "not_available", input_tokens: 3, output_tokens: 1 },
      24_000n,
    ],
  ])("%s", (_, model, usage, nanoUsd) => {
    expect(anthropic(model, usage)).toBe(nanoUsd);
  });
});

describe("models-33: an invoice of OpenAI", () => {
  const openai = (model: string, body: object, region?: string) =>
    invoice(`openai/${model}`, usageFromReply(body), region);

  test.each<[string, string, object, bigint, string?]>([
    // 1,000 × 100,000 + 100 × 500,000 = 150,000,000
    [
      "plain",
      "gpt-6-luna",
      { usage: { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 } },
      150_000n,
    ],
    // 17 × 100,000 + 9 × 500,000 = 6,200,000; of reasoning within the output nothing more
    [
      "with reasoning, by Chat Completions",
      "gpt-6-luna",
      {
        usage: {
          ...{ prompt_tokens: 17, completion_tokens: 9, total_tokens: 26 },
          completion_tokens_details: { reasoning_tokens: 8 },
        },
      },
      6200n,
    ],
    // (2,000 - 1,024 - 512) × 4,000,000 + 1,024 × 400,000 + 512 × 5,000,000 + 30 × 20,000,000
    //   = 1,856,000,000 + 409,600,000 + 2,560,000,000 + 600,000,000
    [
      "read from the cache, and written there for half an hour",
      "gpt-5.6-sol",
      {
        usage: {
          ...{ input_tokens: 2000, output_tokens: 30, total_tokens: 2030 },
          input_tokens_details: {
            ...{ cached_tokens: 1024, cache_write_tokens: 512 },
            cache_write_tokens_details: { ttl_30m_tokens: 512 },
          },
        },
      },
      5_425_600n,
    ],
    // The whole of a long prompt: 300,000 × 200,000 + 10 × 750,000 = 60,007,500,000
    [
      "of a long prompt",
      "gpt-6-luna",
      { usage: { input_tokens: 300_000, output_tokens: 10, total_tokens: 300_010 } },
      60_007_500n,
    ],
    // 13 × 200,000 + 7 × 1,000,000 = 9,600,000
    [
      "of the priority tier",
      "gpt-6-luna",
      { service_tier: "priority", usage: { input_tokens: 13, output_tokens: 7 } },
      9600n,
    ],
    // The standard tier was asked for, and stands: 13 × 100,000 + 7 × 500,000 = 4,800,000
    [
      "of the flex tier, which nobody asked for",
      "gpt-6-luna",
      { service_tier: "flex", usage: { input_tokens: 13, output_tokens: 7 } },
      4800n,
    ],
    // (3 × 100,000 + 1 × 500,000) × 1.1 = 880,000
    ["inside Europe", "gpt-6-luna", { usage: { input_tokens: 3, output_tokens: 1 } }, 880n, "eu"],
    // 1 × 10,000 + 1 × 500,000
    [
      "of a snapshot that read one cached token",
      "gpt-6-luna-2026-11-01",
      {
        usage: {
          ...{ input_tokens: 1, output_tokens: 1, total_tokens: 2 },
          input_tokens_details: { cached_tokens: 1 },
        },
      },
      510n,
    ],
  ])("%s", (_, model, body, nanoUsd, region) => {
    expect(openai(model, body, region)).toBe(nanoUsd);
  });
});

describe("models-33: an invoice of Google", () => {
  const gemini = (model: string, usage: object) =>
    invoice(`gemini/${model}`, usageFromMetadata(usage));

  test.each<[string, string, object, bigint]>([
    // 1,000 × 250,000 + 100 × 1,500,000 = 400,000,000
    [
      "plain",
      "gemini-3.1-flash-lite",
      { promptTokenCount: 1000, candidatesTokenCount: 100, totalTokenCount: 1100 },
      400_000n,
    ],
    // Thoughts cost as output does: 10 × 250,000 + (3 + 40) × 1,500,000 = 67,000,000
    [
      "with thoughts",
      "gemini-3.1-flash-lite",
      {
        ...{ promptTokenCount: 10, candidatesTokenCount: 3, thoughtsTokenCount: 40 },
        totalTokenCount: 53,
      },
      67_000n,
    ],
    // (1,001 - 1,000) × 300,000 + 1,000 × 30,000 + 7 × 2,500,000 = 47,800,000
    [
      "with cached input",
      "gemini-2.5-flash",
      {
        ...{ promptTokenCount: 1001, cachedContentTokenCount: 1000, candidatesTokenCount: 7 },
        totalTokenCount: 1008,
      },
      47_800n,
    ],
    // A long prompt: 250,000 × 4,000,000 + 10 × 18,000,000 = 1,000,180,000,000
    [
      "of a long prompt",
      "gemini-3.1-pro-preview",
      { promptTokenCount: 250_000, candidatesTokenCount: 10, totalTokenCount: 250_010 },
      1_000_180_000n,
    ],
    // An odd sum is rounded up once: 1 × 75,000 + 0 = 75,000 of 750,000 / 10
    [
      "of a prompt that was blocked",
      "gemini-3.8-flash",
      { promptTokenCount: 1, cachedContentTokenCount: 1, totalTokenCount: 1 },
      75n,
    ],
  ])("%s", (_, model, usage, nanoUsd) => {
    expect(gemini(model, usage)).toBe(nanoUsd);
  });
});

describe("models-33: an invoice of Mistral", () => {
  const mistral = (model: string, usage: object) =>
    invoice(`mistral/${model}`, usageFromReply({ usage }));

  test.each<[string, string, object, bigint]>([
    // 1,000 × 150,000 + 100 × 600,000 = 210,000,000
    [
      "plain",
      "mistral-small-2603",
      { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
      210_000n,
    ],
    // 24 × 150,000 + 976 × 15,000 + 3 × 600,000 = 20,040,000
    [
      "with cached input",
      "mistral-small-2603",
      {
        ...{ prompt_tokens: 1000, completion_tokens: 3, total_tokens: 1003 },
        num_cached_tokens: 976,
      },
      20_040n,
    ],
    // Its price of 29 October on: 10 × 700,000 + 1 × 2,100,000 = 9,100,000
    [
      "at the price of the day",
      "mistral-large-4",
      { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 },
      9100n,
    ],
  ])("%s", (_, model, usage, nanoUsd) => {
    expect(mistral(model, usage)).toBe(nanoUsd);
  });
});
