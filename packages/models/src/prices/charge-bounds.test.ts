import fc from "fast-check";
import { expect, test } from "vitest";
import { openaiModels } from "../providers/openai/models.ts";
import { usageFromReply } from "../providers/openai/usage.ts";
import { chargeOf, type PricedRequest, upperBoundNanoUsd } from "./charge.ts";
import type { ModelPrice } from "./model-price.ts";
import { createPrices } from "./prices.ts";

const rate = fc.bigInt(0n, 100_000_000n);
const rates = fc.record({
  inputPicoUsd: rate,
  cachedInputPicoUsd: rate,
  cacheWritePicoUsd: rate,
  cacheWritePicoUsdByLifetime: fc.option(fc.dictionary(fc.constantFrom("30m", "1h"), rate), {
    nil: undefined,
  }),
  outputPicoUsd: rate,
});
const tier = fc
  .tuple(rates, fc.option(rates, { nil: undefined }), fc.integer({ min: 1, max: 600_000 }))
  .map(([base, long, aboveInputTokens]) => ({
    ...base,
    ...(long && { longContext: { ...long, aboveInputTokens } }),
  }));
const anyPrice: fc.Arbitrary<ModelPrice> = fc
  .record({
    standard: tier,
    tiers: fc.option(fc.dictionary(fc.constantFrom("flex", "priority"), tier), { nil: undefined }),
    regionalPercent: fc.constantFrom(undefined, 10),
  })
  .map(({ standard, ...rest }) => ({ ...standard, ...rest }));
const vendored = fc
  .constantFrom(...openaiModels.filter(({ ended }) => ended === undefined))
  .map(({ model }) => createPrices().priceOf({ provider: "openai", model }, new Date()));

const request: fc.Arbitrary<PricedRequest> = fc.record({
  price: fc.oneof(anyPrice, vendored),
  inputTokensAtMost: fc.integer({ min: 512, max: 600_512 }),
  maxOutputTokens: fc.integer({ min: 1, max: 16_000 }),
  region: fc.constantFrom(undefined, "eu"),
});

const anyCount = fc.oneof(
  fc.nat({ max: 20_000 }),
  fc.constantFrom(0, 1, 4_294_967_295, 2 ** 53, 1e300),
  fc.nat({ max: 20_000 }).map(String),
  fc.constantFrom(null, "", "many", -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, [], {}, true),
);
function told(...names: string[]) {
  return fc.record(Object.fromEntries(names.map((name) => [name, anyCount])), { requiredKeys: [] });
}
const details = fc.oneof(
  told("cached_tokens", "cache_write_tokens", "reasoning_tokens"),
  fc.constantFrom(null, "none", 7),
  fc.record({ cache_write_tokens_details: told("ttl_30m_tokens", "ttl_12h_tokens") }),
);
const anyUsage = fc
  .tuple(
    told("prompt_tokens", "completion_tokens", "total_tokens", "input_tokens", "output_tokens"),
    told("num_cached_tokens", "cached_tokens", "prompt_cache_hit_tokens", "cost_in_usd_ticks"),
    fc.record(
      {
        prompt_tokens_details: details,
        completion_tokens_details: details,
        input_tokens_details: details,
        cost: fc.oneof(anyCount, fc.double()),
        cost_details: fc.oneof(told("upstream_inference_cost"), anyCount),
        is_byok: fc.oneof(fc.boolean(), anyCount),
        cache_creation: fc.oneof(told("ephemeral_5m_input_tokens"), anyCount),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([counts, cached, others]) => ({ ...counts, ...cached, ...others }));
const anyBody = fc.oneof(
  fc.record({
    usage: anyUsage,
    service_tier: fc.oneof(fc.constantFrom("default", "flex", "priority", "Scale", ""), anyCount),
  }),
  fc.record({ x_groq: fc.record({ usage: anyUsage }) }),
  fc.anything(),
);

test("G3: no usage that a vendor tells is charged beyond the bound that was reserved, nor below zero", () => {
  fc.assert(
    fc.property(anyBody, request, (body, asked) => {
      const usage = usageFromReply(body);
      if (usage === null) return;
      const { costNanoUsd } = chargeOf(usage, asked);
      expect(costNanoUsd).toBeGreaterThanOrEqual(0n);
      expect(costNanoUsd).toBeLessThanOrEqual(upperBoundNanoUsd(asked));
    }),
    { numRuns: 3000 },
  );
});

const parts = fc.record({
  prompt: fc.nat({ max: 5000 }),
  cached: fc.nat({ max: 6000 }),
  completion: fc.nat({ max: 3000 }),
  reasoning: fc.nat({ max: 3000 }),
  extra: fc.nat({ max: 3000 }),
});

test("G3: no usage is charged below what its parts and its total say", () => {
  fc.assert(
    fc.property(parts, rates, ({ prompt, cached, completion, reasoning, extra }, price) => {
      const usage = usageFromReply({
        usage: {
          prompt_tokens: prompt,
          completion_tokens: completion,
          total_tokens: prompt + completion + extra,
          prompt_tokens_details: { cached_tokens: cached },
          completion_tokens_details: { reasoning_tokens: reasoning },
        },
      });
      const asked = { price, inputTokensAtMost: 5512, maxOutputTokens: 9000 };
      if (usage === null) throw new Error("there is no usage");
      const { costNanoUsd } = chargeOf(usage, asked);
      const cachedTokens = BigInt(Math.min(cached, prompt));
      const picoUsd =
        (BigInt(prompt) - cachedTokens) * price.inputPicoUsd +
        cachedTokens * price.cachedInputPicoUsd +
        BigInt(Math.max(completion + extra, reasoning)) * price.outputPicoUsd;
      expect(costNanoUsd * 1000n).toBeGreaterThanOrEqual(picoUsd);
      expect(usage.inputTokens).toBeLessThanOrEqual(asked.inputTokensAtMost);
    }),
    { numRuns: 1000 },
  );
});
