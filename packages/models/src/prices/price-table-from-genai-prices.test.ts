import { expect, test } from "vitest";
import { diffPrices } from "./diff-prices.ts";
import { genaiModel } from "./genai-prices.ts";
import type { PriceTable } from "./price-table.ts";
import { type KnownModel, pricedModelFrom } from "./price-table-from-genai-prices.ts";

function priced(told: object, known: Partial<KnownModel> = {}) {
  const model = genaiModel.parse({ id: "m-1", match: { equals: "m-1" }, ...told });
  return pricedModelFrom(model, { model: "m-1", ...known });
}

test("turns USD per million tokens into whole pico-USD a token, exactly", () => {
  const prices = { input_mtok: "0.15", cache_read_mtok: "0.0375", output_mtok: "0.60" };
  expect(priced({ prices }).rates).toEqual([
    {
      effectiveFrom: null,
      ...{ input: 150_000, cachedInput: 37_500, cacheWrite: 150_000, output: 600_000 },
    },
  ]);
});

test.each(["0.0000001", "-1", "1e-3", "", "free"])("refuses a price of %j", (input_mtok) => {
  expect(() => priced({ prices: { input_mtok, output_mtok: "1" } })).toThrow("not a whole number");
});

test("keeps dates and long-context rates", () => {
  const tiered = {
    input_mtok: { base: "1", tiers: [{ start: 272000, price: "2" }] },
    output_mtok: "6",
  };
  const { rates } = priced({
    prices: [
      { prices: { input_mtok: "4", output_mtok: "8" } },
      { constraint: { start_date: "2026-07-30" }, prices: tiered },
    ],
  });
  const flat = (input: number, output: number) => ({
    ...{ input, cachedInput: input, cacheWrite: input, output },
  });
  expect(rates).toEqual([
    { effectiveFrom: null, ...flat(4_000_000, 8_000_000) },
    {
      effectiveFrom: "2026-07-30",
      ...flat(1_000_000, 6_000_000),
      longContext: { aboveInputTokens: 272000, ...flat(2_000_000, 6_000_000) },
    },
  ]);
});

test("keeps service tiers; what a tier leaves out is as in the standard one, and batches are no tier", () => {
  const prices = { input_mtok: "1", cache_read_mtok: "0.1", output_mtok: "4" };
  const price_variants = [
    { when: { service_tier: "default" }, prices: {}, constraint: null },
    { when: { service_tier: "flex" }, prices: { input_mtok: "0.5", output_mtok: "2" } },
    { when: { processing: "batch" }, prices: { input_mtok: "0.5", output_mtok: "2" } },
    { when: { service_tier: "flex", processing: "batch" }, prices: { input_mtok: "0.1" } },
  ];
  const half = { input: 500_000, cachedInput: 100_000, cacheWrite: 500_000, output: 2_000_000 };
  const [rates] = priced({ prices, price_variants }).rates;
  expect(rates?.tiers).toEqual({ flex: half });
  expect(rates?.batch).toEqual(half);
});

test("adds what the list does not say: longer cache writes in proportion, regions, the end", () => {
  const prices = { input_mtok: "1", cache_write_mtok: "1.25", output_mtok: "5" };
  const fast = { input_mtok: "2", cache_write_mtok: "2.5", output_mtok: "10" };
  const price_variants = [{ when: { service_tier: "fast" }, prices: fast }];
  const ended = { on: "2026-10-23", successor: "m-2" };
  const known = { regionalPercent: 10, ended, cacheWriteUsdPerMtok: { "12h": "2.50" } };
  expect(priced({ prices, price_variants }, known)).toMatchObject({
    regionalPercent: 10,
    ended,
    rates: [
      {
        cacheWriteByLifetime: { "12h": 2_500_000 },
        tiers: { fast: { cacheWriteByLifetime: { "12h": 5_000_000 } } },
      },
    ],
  });
});

test("refuses prices of a kind it does not know", () => {
  const constraint = { start_time: "00:00", end_time: "08:00" };
  const prices = { input_mtok: "1", output_mtok: "1" };
  expect(() => priced({ prices: [{ constraint, prices }] })).toThrow();
  const steps = [
    { start: 1000, price: "2" },
    { start: 9000, price: "3" },
  ];
  const stepped = { input_mtok: { base: "1", tiers: steps }, output_mtok: "1" };
  expect(() => priced({ prices: stepped })).toThrow("more than one long context");
});

test("reads other names, and whether dated snapshots cost the same", () => {
  const prices = { input_mtok: "1", output_mtok: "1" };
  const match = {
    or: [{ equals: "m-1" }, { equals: "m-one" }, { regex: "^m-1-\\d{4}-\\d{2}-\\d{2}$" }],
  };
  expect(priced({ prices, match })).toMatchObject({ aliases: ["m-one"], datedSnapshots: true });
  expect(priced({ prices, match: { starts_with: "m-1-" } }).datedSnapshots).toBe(true);
  expect(priced({ prices, match: { starts_with: "m-" } }).datedSnapshots).toBe(false);
});

test("models-34: keeps how much a model holds, what it can be asked for, and that its end is announced", () => {
  const prices = { input_mtok: "1", output_mtok: "4" };
  expect(priced({ prices, context_window: 400_000, deprecated: true })).toMatchObject({
    ...{ contextTokens: 400_000, deprecated: true, capabilities: ["schema", "tools"] },
  });
  const known = priced({ prices }, { capabilities: ["schema"] });
  expect(known).toMatchObject({ capabilities: ["schema"] });
  expect(known).not.toHaveProperty("contextTokens");
});

test("models-34: reports what changed between two tables", () => {
  const prices = { input_mtok: "1", output_mtok: "4" };
  const entry = priced({ prices });
  const cheaper = priced({ prices: { ...prices, output_mtok: "3" } });
  const table = (models: PriceTable["models"]): PriceTable => ({
    provider: "openai",
    source: "test",
    licence: "MIT",
    vendorPages: [],
    checkedOn: "2026-11-24",
    models,
  });
  expect(diffPrices(table([entry]), table([entry]))).toEqual([]);
  expect(diffPrices(table([entry]), table([cheaper]))).toEqual([
    "~ m-1 from the start output: 4000000 -> 3000000",
  ]);
  expect(diffPrices(table([]), table([entry]))).toContain("+ m-1 from the start input: 1000000");
  expect(diffPrices(table([entry]), table([]))).toContain("- m-1 from the start input: 1000000");
});
