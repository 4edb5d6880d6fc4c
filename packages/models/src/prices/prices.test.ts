import { describe, expect, test } from "vitest";
import openaiTable from "../providers/openai/prices.json" with { type: "json" };
import { defaultOpenaiModel } from "../providers/openai/settings.ts";
import { priceTable } from "./price-table.ts";
import { createPrices } from "./prices.ts";

const prices = createPrices();
const today = new Date("2026-11-24T12:00:00Z");

function inputRate(model: string, at: Date = today): bigint {
  return prices.priceOf({ provider: "openai", model }, at).inputPicoUsd;
}

test("knows the price of the default model", () => {
  expect(prices.priceOf({ provider: "openai", model: defaultOpenaiModel }, today)).toMatchObject({
    inputPicoUsd: 100_000n,
    cachedInputPicoUsd: 10_000n,
    cacheWritePicoUsd: 125_000n,
    outputPicoUsd: 500_000n,
    tiers: {
      flex: { cacheWritePicoUsd: 62_500n, longContext: { cacheWritePicoUsd: 125_000n } },
      priority: { outputPicoUsd: 1_000_000n },
    },
    regionalPercent: 10,
  });
});

test("knows the newest models, and how long what they write to the cache is kept", () => {
  const sol = prices.priceOf({ provider: "openai", model: "gpt-6.1-sol" }, today);
  expect(sol).toMatchObject({ inputPicoUsd: 2_000_000n, cachedInputPicoUsd: 100_000n });
  const terra = prices.priceOf({ provider: "openai", model: "gpt-6.1-terra-2026-10-26" }, today);
  expect(terra).toMatchObject({
    inputPicoUsd: 1_000_000n,
    outputPicoUsd: 5_000_000n,
    cacheWritePicoUsdByLifetime: { "30m": 1_250_000n, "12h": 2_500_000n },
    longContext: { aboveInputTokens: 272_000, cacheWritePicoUsdByLifetime: { "12h": 5_000_000n } },
  });
});

test("charges cached input as input where the vendor has no price for it", () => {
  const price = createPrices().priceOf({ provider: "openai", model: "gpt-4o-mini" }, today);
  expect(price).toMatchObject({ cachedInputPicoUsd: 75_000n, cacheWritePicoUsd: 150_000n });
});

test("takes the price of the day", () => {
  expect(inputRate("gpt-5.6-luna", new Date("2026-07-29T23:59:59Z"))).toBe(1_000_000n);
  expect(inputRate("gpt-5.6-luna", new Date("2026-07-30T00:00:00Z"))).toBe(200_000n);
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
        ...{ provider: "openai", reason: "unpriced", scope: "ours", outcome: "not-sent" },
      }),
    );
  });

  test("is an error at another provider, although the model's name is known", () => {
    expect(() => prices.priceOf({ provider: "local", model: "gpt-4o" }, today)).toThrow();
  });
});

describe("a model that has been shut down", () => {
  test.each([
    ["o3-mini", "gpt-5.6-sol"],
    ["o3-mini-2025-01-31", "gpt-5.6-sol"],
    ["o4-mini", "gpt-5.6-terra"],
    ["gpt-4.1-nano", "gpt-5.6-luna"],
  ])("%s is refused, and %s named in its place", (model, successor) => {
    expect(() => inputRate(model)).toThrow(
      expect.objectContaining({
        code: "price_unknown",
        message: expect.stringMatching(`shut down on 2026-10-23; ask openai/${successor}`),
        details: expect.objectContaining({ ended: { on: "2026-10-23", successor } }),
      }),
    );
    expect(inputRate(successor)).toBeGreaterThan(0n);
  });

  test("had a price until then, and has one where it is declared", () => {
    expect(inputRate("o3-mini", new Date("2026-10-22T23:59:59Z"))).toBe(1_100_000n);
    const ref = { provider: "openai", model: "o3-mini" };
    const declared = createPrices({ declared: [{ ...ref, free: true }] });
    expect(declared.priceOf(ref, today).inputPicoUsd).toBe(0n);
  });
});

describe("a server of one's own", () => {
  const own = createPrices({ freeProviders: ["openai"] });
  const ref = { provider: "openai", model: "smollm2" };

  test("costs nothing for models that have no price", () => {
    expect(own.priceOf(ref, today).outputPicoUsd).toBe(0n);
    expect(() => own.priceOf({ ...ref, provider: "other" }, today)).toThrow("[price_unknown]");
  });

  test("costs what is declared, and what is listed: it may stand before the vendor", () => {
    const price = own.priceOf({ ...ref, model: "gpt-6-luna" }, today);
    expect(price.inputPicoUsd).toBe(100_000n);
    const rates = { cachedInputPicoUsd: 7n, cacheWritePicoUsd: 7n };
    const declared = { ...ref, price: { inputPicoUsd: 7n, outputPicoUsd: 9n, ...rates } };
    const told = createPrices({ declared: [declared], freeProviders: ["openai"] });
    expect(told.priceOf(ref, today).outputPicoUsd).toBe(9n);
  });
});

describe("a declared price", () => {
  const own = {
    inputPicoUsd: 1n,
    cachedInputPicoUsd: 1n,
    cacheWritePicoUsd: 1n,
    outputPicoUsd: 2n,
  };
  const declared = createPrices({
    declared: [
      { provider: "local", model: "*", free: true },
      { provider: "local", model: "big", price: own },
      { provider: "openai", model: "gpt-4o", price: own },
    ],
  });

  test("makes all of a provider's models free", () => {
    expect(declared.priceOf({ provider: "local", model: "any" }, today).outputPicoUsd).toBe(0n);
  });

  test("of one model comes before that of all, and before the table", () => {
    expect(declared.priceOf({ provider: "local", model: "big" }, today)).toEqual(own);
    expect(declared.priceOf({ provider: "openai", model: "gpt-4o" }, today)).toEqual(own);
  });
});

test("no vendored rate is zero, none is below its cached rate, and none above its long-context rate", () => {
  for (const { model, rates } of priceTable.parse(openaiTable).models) {
    const tiers = rates.flatMap(({ tiers = {}, ...standard }) => [
      standard,
      ...Object.values(tiers),
    ]);
    for (const { input, cachedInput, cacheWrite, output, longContext } of tiers) {
      expect(input, model).toBeGreaterThan(0);
      expect(output, model).toBeGreaterThan(0);
      expect(cachedInput, model).toBeLessThanOrEqual(input);
      expect(cacheWrite, model).toBeGreaterThanOrEqual(input);
      expect(longContext?.input ?? input, model).toBeGreaterThanOrEqual(input);
      expect(longContext?.output ?? output, model).toBeGreaterThanOrEqual(output);
    }
  }
});

test("flex is never dearer than the standard tier, and priority never cheaper", () => {
  for (const { model, rates } of priceTable.parse(openaiTable).models) {
    for (const { tiers, output } of rates) {
      expect(tiers?.flex?.output ?? output, model).toBeLessThanOrEqual(output);
      expect(tiers?.priority?.output ?? output, model).toBeGreaterThanOrEqual(output);
    }
  }
});
