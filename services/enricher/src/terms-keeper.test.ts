import type { LimitTable } from "@fieldwork/limits";
import { createPrices } from "@fieldwork/models";
import { expect, test } from "vitest";
import { termsOf } from "./terms-keeper.ts";

const limits = (): LimitTable => ({
  "provider:house": {
    windows: [
      { kind: "rate", unit: "requests", per: "second", limit: 5 },
      { kind: "day", unit: "input-tokens", timeZone: "UTC", limit: 1000 },
      { kind: "adaptive" },
    ],
  },
  "model:house/small": {
    windows: [{ kind: "rate", unit: "output-tokens", per: "minute", limit: 7 }],
  },
});

const rates = {
  inputPicoUsd: 2n,
  cachedInputPicoUsd: 1n,
  cacheWritePicoUsd: 2n,
  outputPicoUsd: 8n,
};
const prices = createPrices({
  tables: [],
  declared: [
    { provider: "house", model: "small", price: { ...rates, regionalPercent: 10 } },
    { provider: "house", model: "free", free: true },
  ],
});

test("the terms of a model are its price and the limits of its provider and its own, a minute or a day", () => {
  expect(termsOf({ prices, limits }, "house/small")).toEqual({
    model: "house/small",
    price: { inputPicoUsd: 2, outputPicoUsd: 8, regionalPercent: 10 },
    limits: [
      { unit: "requests", per: "minute", limit: 300, scope: "provider:house" },
      {
        ...{ unit: "input-tokens", per: "day", limit: 1000 },
        scope: "provider:house",
        timeZone: "UTC",
      },
      { unit: "output-tokens", per: "minute", limit: 7, scope: "model:house/small" },
    ],
  });
  expect(termsOf({ prices, limits }, "house/free")).toMatchObject({ price: null });
});

test("a model whose price nobody knows has no terms", () => {
  expect(termsOf({ prices, limits }, "house/unknown")).toBeUndefined();
});
