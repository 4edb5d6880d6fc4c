import { AppError } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { nextModelAfter } from "./next-model.ts";
import type { PricedModel } from "./prices/price-table.ts";
import { createPrices } from "./prices/prices.ts";
import { ProviderError, type ProviderErrorReason } from "./provider-error.ts";

const model = (name: string, contextTokens: number, pico: number): PricedModel => ({
  ...{ model: name, aliases: [], datedSnapshots: false, capabilities: ["schema"], contextTokens },
  rates: [{ effectiveFrom: null, input: pico, cachedInput: pico, cacheWrite: pico, output: pico }],
});
const table = (provider: string, models: PricedModel[]) => ({
  ...{ provider, models, source: "", licence: "", vendorPages: [], checkedOn: "2026-11-27" },
});
const prices = createPrices({
  tables: [
    table("one", [model("small", 100, 5), model("twin", 100, 5), model("long", 900, 9)]),
    table("two", [model("cheap", 100, 1)]),
  ],
});
const route = ["one/small", "one/twin", "one/long", "two/cheap"].map((ref) => {
  const [provider = "", name = ""] = ref.split("/");
  return { provider, model: name };
});

function failed(reason: ProviderErrorReason): ProviderError {
  return new ProviderError("it failed", {
    ...{ provider: "one", model: "small", reason, outcome: "rejected" },
  });
}

const noRoom = new AppError("no room", { code: "budget_exhausted", retryable: true });

test.each<[string, AppError | "unreadable", number]>([
  ["too long goes to a longer context", failed("too-long"), 2],
  ["refused goes to another vendor", failed("refused-content"), 3],
  ["a budget without room goes to a cheaper model", noRoom, 3],
  ["anything else goes to the next model", failed("broken"), 1],
  ["an answer that cannot be read goes to the next model", "unreadable", 1],
])("models-19: %s", (_, error, at) => {
  expect(nextModelAfter({ route, at: 0 }, error, prices)).toBe(at);
});

test("models-19: where no model can help, there is none", () => {
  expect(nextModelAfter({ route, at: 2 }, failed("too-long"), prices)).toBe(4);
  const own = route.slice(0, 3);
  expect(nextModelAfter({ route: own, at: 0 }, failed("refused-content"), prices)).toBe(3);
  expect(nextModelAfter({ route: own, at: 0 }, noRoom, prices)).toBe(3);
});

test("models-19: what nobody knows of a model does not speak against it", () => {
  const unknown = [...route.slice(0, 1), { provider: "house", model: "mine" }];
  for (const error of [failed("too-long"), noRoom]) {
    expect(nextModelAfter({ route: unknown, at: 0 }, error, prices)).toBe(1);
  }
});

test("models-19: where the definition says so, no other model is asked for want of room, or after a refusal", () => {
  const full = new AppError("full", { code: "admission_refused", retryable: true });
  const nextAt = (error: AppError, routing = {}) =>
    nextModelAfter({ route, at: 0, routing }, error, prices);
  expect([nextAt(full), nextAt(full, { spill: false })]).toEqual([1, 4]);
  const refused = failed("refused-content");
  expect([nextAt(refused), nextAt(refused, { afterRefusal: "stop" })]).toEqual([3, 4]);
  expect(nextAt(failed("broken"), { spill: false, afterRefusal: "stop" })).toBe(1);
});
