import { expect, test } from "vitest";
import { diffPrices } from "./diff-prices.ts";
import type { PriceTable } from "./price-table.ts";
import { genaiModel, pricedModelFrom } from "./price-table-from-genai-prices.ts";

function priced(model: object) {
  return pricedModelFrom(genaiModel.parse({ id: "m-1", match: { equals: "m-1" }, ...model }));
}

test("turns USD per million tokens into whole nano-USD a token", () => {
  const prices = { input_mtok: 0.15, cache_read_mtok: 0.075, output_mtok: 0.6 };
  expect(priced({ prices }).rates).toEqual([
    { effectiveFrom: null, input: 150, cachedInput: 75, cacheWrite: 150, output: 600 },
  ]);
});

test("refuses a price that is no whole number of nano-USD", () => {
  expect(() => priced({ prices: { input_mtok: 0.0375, output_mtok: 1 } })).toThrow(
    "no whole number",
  );
});

test("keeps dates and long-context rates", () => {
  const tiered = { input_mtok: { base: 1, tiers: [{ start: 272000, price: 2 }] }, output_mtok: 6 };
  const { rates } = priced({
    prices: [
      { prices: { input_mtok: 4, output_mtok: 8 } },
      { constraint: { type: "start_date", start_date: "2026-07-30" }, prices: tiered },
    ],
  });
  expect(rates).toEqual([
    { effectiveFrom: null, input: 4000, cachedInput: 4000, cacheWrite: 4000, output: 8000 },
    {
      effectiveFrom: "2026-07-30",
      ...{ input: 1000, cachedInput: 1000, cacheWrite: 1000, output: 6000 },
      longContext: {
        aboveInputTokens: 272000,
        ...{ input: 2000, cachedInput: 2000, cacheWrite: 2000, output: 6000 },
      },
    },
  ]);
});

test("refuses prices of a kind it does not know", () => {
  const constraint = { type: "time_of_date", start_time: "00:00", end_time: "08:00" };
  const prices = { input_mtok: 1, output_mtok: 1 };
  expect(() => priced({ prices: [{ constraint, prices }] })).toThrow();
});

test("reads other names, and whether dated snapshots cost the same", () => {
  const prices = { input_mtok: 1, output_mtok: 1 };
  const match = {
    or: [{ equals: "m-1" }, { equals: "m-one" }, { regex: "^m-1-\\d{4}-\\d{2}-\\d{2}$" }],
  };
  expect(priced({ prices, match })).toMatchObject({ aliases: ["m-one"], datedSnapshots: true });
  expect(priced({ prices, match: { starts_with: "m-1-" } }).datedSnapshots).toBe(true);
  expect(priced({ prices, match: { starts_with: "m-" } }).datedSnapshots).toBe(false);
});

test("reports what changed between two tables", () => {
  const entry = priced({ prices: { input_mtok: 1, output_mtok: 4 } });
  const cheaper = priced({ prices: { input_mtok: 1, output_mtok: 3 } });
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
    "~ m-1 from the start: 1000 in, 1000 cached, 1000 cache write, 4000 out -> 1000 in, 1000 cached, 1000 cache write, 3000 out",
  ]);
  expect(diffPrices(table([]), table([entry])).map((line) => line.slice(0, 5))).toEqual([
    "+ m-1",
    "+ m-1",
  ]);
});
