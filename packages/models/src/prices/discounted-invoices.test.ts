import { expect, test } from "vitest";
import type { TokenUsage } from "../model-provider.ts";
import { anthropicKind } from "../providers/anthropic/kind.ts";
import { usageFromMessage } from "../providers/anthropic/usage.ts";
import { providersFromEntries } from "../providers/configure-providers.ts";
import { loadModelsFile } from "../providers/models-file.ts";
import { usageFromReply } from "../providers/openai/usage.ts";
import { chargeOf, upperBoundNanoUsd } from "./charge.ts";
import { createPrices, type Prices } from "./prices.ts";

const day = new Date("2026-11-27T12:00:00Z");
const bounds = { inputTokensAtMost: 400_000, maxOutputTokens: 10_000 };

function invoice(prices: Prices, ref: string, usage: TokenUsage | null): bigint {
  if (usage === null) throw new Error("it tells no usage");
  const [provider = "", model = ""] = ref.split("/");
  const price = prices.priceOf({ provider, model }, day);
  return chargeOf(usage, { ...bounds, price }).costNanoUsd;
}

const atOpenai = createPrices({ discounts: { openai: 1000 } });

/** Reckoned by hand: a tenth off. */
test.each<[string, object, bigint]>([
  // 1,000 × 90,000 + 100 × 450,000 = 135,000,000
  ["plain", { usage: { input_tokens: 1000, output_tokens: 100 } }, 135_000n],
  // 13 × 180,000 + 7 × 900,000 = 8,640,000
  [
    "of the priority tier",
    { service_tier: "priority", usage: { input_tokens: 13, output_tokens: 7 } },
    8640n,
  ],
  // 300,000 × 180,000 + 10 × 675,000 = 54,006,750,000
  ["of a long prompt", { usage: { input_tokens: 300_000, output_tokens: 10 } }, 54_006_750n],
])("models-33: an invoice under an agreed discount, %s", (_, body, nanoUsd) => {
  expect(invoice(atOpenai, "openai/gpt-6-luna", usageFromReply(body))).toBe(nanoUsd);
});

test("models-33: a discount of an entry of models.yaml holds for its reservations, charges and cache, and for no other provider", () => {
  const text = JSON.stringify({
    providers: [
      { name: "ours", kind: "anthropic", keyEnv: "KEY", discountPercent: 12.5 },
      { name: "plain", kind: "anthropic", keyEnv: "KEY" },
    ],
  });
  const kinds = [anthropicKind];
  const given = { environment: { KEY: "open-sesame" }, kinds };
  const { prices } = providersFromEntries(
    loadModelsFile({ file: "models.yaml", text }, given),
    kinds,
  );
  const usage = usageFromMessage({
    ...{ input_tokens: 10, output_tokens: 40, cache_read_input_tokens: 1500 },
    cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 300 },
    inference_geo: "global",
  });
  // 10 × 1,750,000 + 1,500 × 87,500 + 200 × 2,187,500 + 300 × 3,500,000 + 40 × 8,750,000
  //   = 17,500,000 + 131,250,000 + 437,500,000 + 1,050,000,000 + 350,000,000 = 1,986,250,000
  expect(invoice(prices, "ours/claude-sonnet-5-5", usage)).toBe(1_986_250n);
  expect(invoice(prices, "plain/claude-sonnet-5-5", usage)).toBe(2_270_000n);
  // All of it written for an hour: 400,000 × 3,500,000 + 10,000 × 8,750,000 = 1,487,500,000,000
  const price = prices.priceOf({ provider: "ours", model: "claude-sonnet-5-5" }, day);
  expect(upperBoundNanoUsd({ ...bounds, price })).toBe(1_487_500_000n);
});

test("a discount is at most the whole, with two digits after the point, and nothing that is declared has one", () => {
  const ref = { provider: "openai", model: "gpt-6-luna" };
  const rates = {
    inputPicoUsd: 7n,
    outputPicoUsd: 9n,
    cachedInputPicoUsd: 7n,
    cacheWritePicoUsd: 7n,
  };
  const declared = [{ ...ref, price: rates }];
  const prices = createPrices({ declared, discounts: { openai: 5000 } });
  expect(prices.priceOf(ref, day)).toEqual(rates);
  for (const discountPercent of [-1, 100, 12.345]) {
    const entry = { name: "ours", kind: "anthropic", keyEnv: "KEY", discountPercent };
    const text = JSON.stringify({ providers: [entry] });
    const given = { environment: { KEY: "open-sesame" }, kinds: [anthropicKind] };
    expect(() => loadModelsFile({ file: "models.yaml", text }, given)).toThrow(/discountPercent/);
  }
});
