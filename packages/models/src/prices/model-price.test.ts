import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModelPrice } from "./model-price.ts";
import { costNanoUsd, upperBoundInputTokens, upperBoundNanoUsd } from "./model-price.ts";
import { openaiModels } from "./openai-models.ts";
import { createPrices } from "./prices.ts";

const luna: ModelPrice = {
  inputNanoUsd: 100n,
  cachedInputNanoUsd: 10n,
  cacheWriteNanoUsd: 125n,
  outputNanoUsd: 500n,
  longContext: {
    aboveInputTokens: 1000,
    inputNanoUsd: 200n,
    cachedInputNanoUsd: 20n,
    cacheWriteNanoUsd: 250n,
    outputNanoUsd: 750n,
  },
};
const usage = { inputTokens: 900, cachedInputTokens: 0, outputTokens: 10, reasoningTokens: 0 };

describe("the cost of an attempt", () => {
  test.each([
    ["plain", usage, 900n * 100n + 10n * 500n],
    ["cached", { ...usage, cachedInputTokens: 800 }, 100n * 100n + 800n * 10n + 5000n],
    ["written to the cache", { ...usage, cacheWriteTokens: 900 }, 900n * 125n + 5000n],
    [
      "partly cached, partly written",
      { ...usage, cachedInputTokens: 500, cacheWriteTokens: 300 },
      100n * 100n + 500n * 10n + 300n * 125n + 5000n,
    ],
    ["at the border of long context", { ...usage, inputTokens: 1000 }, 105_000n],
    ["in long context, all of it", { ...usage, inputTokens: 1001 }, 1001n * 200n + 10n * 750n],
    ["reasoning, which is part of the output", { ...usage, reasoningTokens: 10 }, 95_000n],
    ["more cached than read, which is nonsense", { ...usage, cachedInputTokens: 9999 }, 14_000n],
  ])("%s", (_, used, expected) => {
    expect(costNanoUsd(used, luna)).toBe(expected);
  });
});

const rates = fc.record({
  inputNanoUsd: fc.bigInt(0n, 100_000n),
  cachedInputNanoUsd: fc.bigInt(0n, 100_000n),
  cacheWriteNanoUsd: fc.bigInt(0n, 100_000n),
  outputNanoUsd: fc.bigInt(0n, 1_000_000n),
});
const anyPrice: fc.Arbitrary<ModelPrice> = fc
  .tuple(rates, fc.option(rates, { nil: undefined }), fc.integer({ min: 1, max: 600_000 }))
  .map(([base, long, aboveInputTokens]) => ({
    ...base,
    ...(long && { longContext: { ...long, aboveInputTokens } }),
  }));
const vendored = fc
  .constantFrom(...openaiModels)
  .map((model) => createPrices().priceOf({ provider: "openai", model }, new Date()));

const capped = fc
  .record({
    requestBytes: fc.integer({ min: 0, max: 600_000 }),
    maxOutputTokens: fc.integer({ min: 1, max: 16_000 }),
  })
  .chain(({ requestBytes, maxOutputTokens }) =>
    fc
      .record({
        inputTokens: fc.integer({ min: 0, max: upperBoundInputTokens(requestBytes) }),
        outputTokens: fc.integer({ min: 0, max: maxOutputTokens }),
        cachedInputTokens: fc.nat({ max: 1_000_000 }),
        cacheWriteTokens: fc.option(fc.nat({ max: 1_000_000 }), { nil: undefined }),
        reasoningTokens: fc.nat({ max: 16_000 }),
      })
      .map((used) => ({ requestBytes, maxOutputTokens, used })),
  );

test("G3: the cost of no usage within the caps passes the bound that was reserved", () => {
  fc.assert(
    fc.property(fc.oneof(anyPrice, vendored), capped, (price, { used, ...request }) => {
      expect(costNanoUsd(used, price) <= upperBoundNanoUsd(request, price)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
