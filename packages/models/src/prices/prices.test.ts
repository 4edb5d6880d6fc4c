import { describe, expect, test } from "vitest";
import openaiTable from "./openai-prices.json" with { type: "json" };
import { priceTable } from "./price-table.ts";
import { createPrices, defaultOpenaiModel } from "./prices.ts";

const prices = createPrices();
const today = new Date("2026-11-24T12:00:00Z");

function inputRate(model: string, at: Date = today): bigint {
  return prices.priceOf({ provider: "openai", model }, at).inputNanoUsd;
}

test("knows the price of the default model", () => {
  expect(prices.priceOf({ provider: "openai", model: defaultOpenaiModel }, today)).toMatchObject({
    inputNanoUsd: 100n,
    cachedInputNanoUsd: 10n,
    cacheWriteNanoUsd: 125n,
    outputNanoUsd: 500n,
  });
});

test("charges cached input as input where the vendor has no price for it", () => {
  const price = createPrices().priceOf({ provider: "openai", model: "gpt-4o-mini" }, today);
  expect(price).toMatchObject({ cachedInputNanoUsd: 75n, cacheWriteNanoUsd: 150n });
});

test("takes the price of the day", () => {
  expect(inputRate("gpt-5.6-luna", new Date("2026-07-29T23:59:59Z"))).toBe(1000n);
  expect(inputRate("gpt-5.6-luna", new Date("2026-07-30T00:00:00Z"))).toBe(200n);
});

test("knows a model's other names, and dated snapshots where they cost the same", () => {
  expect(inputRate("gpt-5-mini-2025-08-07")).toBe(inputRate("gpt-5-mini"));
  expect(inputRate("gpt-6-luna-2026-09-22")).toBe(inputRate("gpt-6-luna"));
  // This snapshot was dearer than its model.
  expect(() => inputRate("gpt-4o-2024-05-13")).toThrow("[price_unknown]");
});

describe("an unknown price", () => {
  test.each(["gpt-99", "gpt-6-luna-preview", "constructor", ""])("is an error: %j", (model) => {
    expect(() => inputRate(model)).toThrow(
      expect.objectContaining({
        code: "price_unknown",
        details: expect.objectContaining({ provider: "openai", closeLaneMs: 600_000 }),
      }),
    );
  });

  test("is an error at another provider, although the model's name is known", () => {
    expect(() => prices.priceOf({ provider: "local", model: "gpt-4o" }, today)).toThrow();
  });
});

describe("a declared price", () => {
  const own = {
    inputNanoUsd: 1n,
    cachedInputNanoUsd: 1n,
    cacheWriteNanoUsd: 1n,
    outputNanoUsd: 2n,
  };
  const declared = createPrices({
    declared: [
      { provider: "local", model: "*", free: true },
      { provider: "local", model: "big", price: own },
      { provider: "openai", model: "gpt-4o", price: own },
    ],
  });

  test("makes all of a provider's models free", () => {
    expect(declared.priceOf({ provider: "local", model: "any" }, today).outputNanoUsd).toBe(0n);
  });

  test("of one model comes before that of all, and before the table", () => {
    expect(declared.priceOf({ provider: "local", model: "big" }, today)).toEqual(own);
    expect(declared.priceOf({ provider: "openai", model: "gpt-4o" }, today)).toEqual(own);
  });
});

test("no vendored rate is zero, none is below its cached rate, and long context is never cheaper", () => {
  for (const { model, rates } of priceTable.parse(openaiTable).models) {
    for (const { input, cachedInput, output, longContext } of rates) {
      expect(input, model).toBeGreaterThan(0);
      expect(output, model).toBeGreaterThan(0);
      expect(cachedInput, model).toBeLessThanOrEqual(input);
      expect(longContext?.output ?? output, model).toBeGreaterThanOrEqual(output);
    }
  }
});
