import { describe, expect, test } from "vitest";
import type { TokenUsage } from "../model-provider.ts";
import { chargeOf, type PricedRequest, upperBoundNanoUsd } from "./charge.ts";
import type { ModelPrice } from "./model-price.ts";

/** In pico-USD: 37.5 nano-USD a token in the flex tier. */
const price: ModelPrice = {
  inputPicoUsd: 75_000n,
  cachedInputPicoUsd: 7_500n,
  cacheWritePicoUsd: 93_750n,
  cacheWritePicoUsdByLifetime: { "5m": 93_750n, "1h": 150_000n },
  outputPicoUsd: 400_000n,
  longContext: {
    aboveInputTokens: 1000,
    inputPicoUsd: 150_000n,
    cachedInputPicoUsd: 15_000n,
    cacheWritePicoUsd: 187_500n,
    cacheWritePicoUsdByLifetime: { "5m": 187_500n, "1h": 300_000n },
    outputPicoUsd: 600_000n,
  },
  tiers: {
    flex: {
      inputPicoUsd: 37_500n,
      cachedInputPicoUsd: 3_750n,
      cacheWritePicoUsd: 46_875n,
      outputPicoUsd: 200_000n,
    },
    priority: {
      inputPicoUsd: 150_000n,
      cachedInputPicoUsd: 15_000n,
      cacheWritePicoUsd: 187_500n,
      outputPicoUsd: 800_000n,
    },
  },
  regionalPercent: 10,
};
const request: PricedRequest = { price, inputTokensAtMost: 3512, maxOutputTokens: 500 };
const usage: TokenUsage = {
  inputTokens: 901,
  cachedInputTokens: 0,
  outputTokens: 10,
  reasoningTokens: 0,
};

/** Reckoned by hand, in pico-USD, which becomes nano-USD once, rounded up. */
describe("an invoice", () => {
  test.each<[string, Partial<TokenUsage>, bigint]>([
    // 901 × 75,000 + 10 × 400,000 = 71,575,000
    ["of plain tokens", {}, 71_575n],
    // 101 × 75,000 + 800 × 7,500 + 4,000,000 = 17,575,000
    ["with cached input", { cachedInputTokens: 800 }, 17_575n],
    // 901 × 93,750 + 4,000,000 = 88,468,750
    ["with input written to the cache", { cacheWriteTokens: 901 }, 88_469n],
    // 101 × 75,000 + 500 × 7,500 + 300 × 93,750 + 4,000,000 = 43,450,000
    ["partly cached, partly written", { cachedInputTokens: 500, cacheWriteTokens: 300 }, 43_450n],
    // 601 × 75,000 + 100 × 93,750 + 200 × 150,000 + 4,000,000 = 88,450,000
    [
      "with writes for five minutes and for an hour",
      { cacheWriteTokens: 300, cacheWriteTokensByLifetime: { "5m": 100, "1h": 200 } },
      88_450n,
    ],
    // 601 × 75,000 + 300 × 150,000 + 4,000,000 = 94,075,000
    [
      "with writes for a time that has no price, at the dearest",
      { cacheWriteTokens: 300, cacheWriteTokensByLifetime: { "7d": 300 } },
      94_075n,
    ],
    // 601 × 75,000 + 200 × 93,750 + 100 × 150,000 + 4,000,000 = 82,825,000
    [
      "with writes of which some are kept for the usual time",
      { cacheWriteTokens: 300, cacheWriteTokensByLifetime: { "1h": 100 } },
      82_825n,
    ],
    // Reasoning is part of the output.
    ["with reasoning", { outputTokens: 10, reasoningTokens: 8 }, 71_575n],
    // 1000 × 75,000 + 4,000,000
    ["at the border of long context", { inputTokens: 1000 }, 79_000n],
    // 1001 × 150,000 + 10 × 600,000
    ["in long context, all of it", { inputTokens: 1001 }, 156_150n],
    // 201 × 150,000 + 500 × 15,000 + 300 × 300,000 + 6,000,000
    [
      "in long context, cached and written for an hour",
      {
        inputTokens: 1001,
        cachedInputTokens: 500,
        cacheWriteTokens: 300,
        cacheWriteTokensByLifetime: { "1h": 300 },
      },
      133_650n,
    ],
    // 901 × 150,000 + 10 × 800,000: dearer than what was asked for.
    ["of the priority tier", { serviceTier: "priority" }, 143_150n],
    // Cheaper than what was asked for: that stands.
    ["of the flex tier", { serviceTier: "flex" }, 71_575n],
    ["of the standard tier, said", { serviceTier: "default" }, 71_575n],
    // More cached than read is nonsense: 901 × 7,500 + 4,000,000 = 10,757,500
    ["with more cached than read", { cachedInputTokens: 9999 }, 10_758n],
    // What costs more counts first: 900 × 93,750 + 1 × 7,500 + 4,000,000 = 88,382,500
    [
      "with more cached and written than read",
      { cachedInputTokens: 900, cacheWriteTokens: 900 },
      88_383n,
    ],
    ["with a bill that is higher", { billedNanoUsd: 80_000 }, 80_000n],
    ["with a bill that is lower", { billedNanoUsd: 70_000 }, 71_575n],
    ["of nothing", { inputTokens: 0, outputTokens: 0 }, 0n],
    // 1 × 7,500: a fraction of a nano-USD is charged as a whole one.
    ["of one cached token", { inputTokens: 1, cachedInputTokens: 1, outputTokens: 0 }, 8n],
  ])("%s", (_, told, expected) => {
    const { costNanoUsd, beyondBound } = chargeOf({ ...usage, ...told }, request);
    expect(costNanoUsd).toBe(expected);
    expect(beyondBound).toEqual([]);
  });

  test("of a regional host costs a tenth more, rounded once", () => {
    // (901 × 93,750 + 10 × 400,000) × 1.1 = 97,315,625
    const written = { ...usage, cacheWriteTokens: 901 };
    const charge = chargeOf(written, { ...request, region: "eu" });
    expect(charge).toMatchObject({ costNanoUsd: 97_316n, usage: { region: "eu" } });
    const { regionalPercent: _, ...before } = price;
    const older = { ...request, price: before, region: "eu" };
    expect(chargeOf(written, older).costNanoUsd).toBe(88_469n);
  });

  test("of the flex tier's rates keeps their half nano-USD", () => {
    // 901 × 37,500 + 10 × 200,000 = 35,787,500
    const flex = { ...request, price: price.tiers?.flex ?? price };
    expect(chargeOf(usage, flex).costNanoUsd).toBe(35_788n);
  });
});

describe("what cannot be", () => {
  // (3000 + 512) × 300,000 + 500 × 800,000 = 1,453,600,000
  const mostNanoUsd = 1_453_600n;

  test("the upper bound takes the dearest rate of any tier, context and lifetime", () => {
    expect(upperBoundNanoUsd(request)).toBe(mostNanoUsd);
    // × 1.1
    expect(upperBoundNanoUsd({ ...request, region: "us" })).toBe(1_598_960n);
    // (300 + 512) × 187,500 + 500 × 800,000: too short for long context.
    expect(upperBoundNanoUsd({ ...request, inputTokensAtMost: 812 })).toBe(552_250n);
  });

  test.each<[string, Partial<TokenUsage>, bigint, string[]]>([
    // 3512 × 150,000 + 10 × 600,000
    ["more input than bytes", { inputTokens: 4_294_967_295 }, 532_800n, ["input"]],
    // 901 × 75,000 + 500 × 400,000
    ["more output than the cap", { outputTokens: 4_294_967_295 }, 267_575n, ["output"]],
    ["a bill beyond the bound", { billedNanoUsd: 5e9 }, mostNanoUsd, ["billed"]],
    ["a count that is none", { outputTokens: Number.NaN }, 267_575n, ["output"]],
    ["a count below zero", { inputTokens: -5 }, 532_800n, ["input"]],
    // As the priority tier.
    ["a tier that has no price", { serviceTier: "ultrafast" }, 143_150n, ["service-tier"]],
    ["a tier by the name of a method", { serviceTier: "toString" }, 143_150n, ["service-tier"]],
  ])("%s is charged at what it can be, and told", (_, told, expected, beyond) => {
    const { costNanoUsd, beyondBound } = chargeOf({ ...usage, ...told }, request);
    expect(costNanoUsd).toBe(expected);
    expect(beyondBound).toEqual(beyond);
  });

  test("a model without tiers costs the same in any", () => {
    const { tiers: _, ...plain } = price;
    const told = { ...usage, serviceTier: "on_demand" };
    const charge = chargeOf(told, { ...request, price: plain });
    expect(charge).toMatchObject({ costNanoUsd: 71_575n, beyondBound: [] });
  });
});
