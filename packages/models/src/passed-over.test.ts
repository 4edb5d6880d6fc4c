import type { BudgetSpec } from "@fieldwork/budget";
import { createMemoryBudget } from "@fieldwork/budget/testing";
import { createInProcessAdmission } from "@fieldwork/limits";
import { AppError } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import { createModelLayer } from "./generate.ts";
import type { GenerateRequest } from "./model-layer.ts";
import type { ModelProvider } from "./model-provider.ts";
import { modelRefText } from "./model-ref.ts";
import { passedOverOf } from "./passed-over.ts";
import { createPrices } from "./prices/prices.ts";
import { ProviderError, type ProviderErrorReason } from "./provider-error.ts";

const good = JSON.stringify({ sells: { evidence: "It sells wind", value: true, confidence: 0.9 } });
const facts = { capabilities: ["schema" as const] };
const spent = "the budget model:a/m has no room";
const spentOnA = { of: "model", name: "a/m", per: "once", limitNanoUsd: 0n } as const;

interface Setting {
  budgets?: readonly BudgetSpec[];
  /** Those that are at their limit. */
  full?: readonly string[];
  /** What each vendor does, one after the other, and in the end for good; an answer by default. */
  does?: Readonly<Record<string, readonly (ProviderErrorReason | string)[]>>;
  request?: Partial<GenerateRequest>;
}

/** Asks three vendors in turn; how it ends, and what the call log gets of each attempt. */
async function ask({ budgets = [], full = [], does = {}, request = {} }: Setting) {
  const turns = new Map(Object.entries(does).map(([name, some]) => [name, [...some]]));
  const providerOf = (name: string): ModelProvider => ({
    ...{ name, free: false },
    prepare: () => ({
      ...{ inputTokensAtMost: 10, inputTokensLikely: 10 },
      async *send() {
        const left = turns.get(name) ?? [];
        const next = (left.length > 1 ? left.shift() : left[0]) ?? good;
        if (!next.startsWith("{")) {
          const reason = next as ProviderErrorReason;
          throw new ProviderError("no", {
            provider: name,
            model: "m",
            reason,
            outcome: "rejected",
          });
        }
        yield { kind: "text", text: next };
        yield { kind: "finish", finishReason: "stop", model: "m" };
      },
    }),
  });
  const budget = createMemoryBudget(budgets);
  const rates = { cachedInputPicoUsd: 1000n, cacheWritePicoUsd: 1000n, regionalPercent: 0 };
  const priceOf = (picoUsd: bigint) => ({
    ...rates,
    inputPicoUsd: picoUsd,
    outputPicoUsd: picoUsd,
  });
  const admission = createInProcessAdmission({ limits: {} });
  for (const name of full) await admission.coolDown([`provider:${name}`], Date.now() + 3_600_000);
  const prices = createPrices({
    declared: [
      { provider: "a", model: "*", price: priceOf(2000n) },
      { provider: "b", model: "*", price: priceOf(2000n) },
      { provider: "c", model: "*", price: priceOf(1000n) },
    ],
  });
  const layer = createModelLayer({
    providers: new Map(["a", "b", "c"].map((name) => [name, providerOf(name)])),
    prices: {
      ...prices,
      factsOf: ({ provider }) => ({ ...facts, contextTokens: provider === "c" ? 2000 : 1000 }),
    },
    ...{ budget, admission, logger: testLogger() },
  });
  const ended = await layer
    .generate(
      {
        ...{ callId: "c", workId: "1", task: "t", instructions: "", input: "" },
        fields: { description: "It sells wind." },
        outputs: [{ name: "sells", field: "ai_sells", label: "Sells", type: "boolean" }],
        ...{ route: ["a/m", "b/m", "c/m"], maxOutputTokens: 100 },
        ...{ deadlineMs: 1000, attemptTimeoutMs: 500 },
        ...{ connection: "acme", workClass: "live", wantedBy: ["live"], purpose: "work" },
        beforeSend: async () => undefined,
        ...request,
      },
      new AbortController().signal,
    )
    .catch((error: AppError) => error);
  const entries = budget.calls.map(({ provider, sent }) => [provider, sent?.passedOver ?? []]);
  return { ended, entries };
}

test("a model whose budget is used up is passed over, and so is the next that charges no less: the entry of the one that is asked says why", async () => {
  expect((await ask({ budgets: [spentOnA] })).entries).toEqual([
    [
      "c",
      [
        { model: "a/m", why: spent },
        { model: "b/m", why: "it charges no less than a/m" },
      ],
    ],
  ]);
});

test("it is said once, however often the one that is asked is asked again", async () => {
  const { entries } = await ask({ budgets: [spentOnA], does: { c: ["{", good] } });
  expect(entries).toMatchObject([
    ["c", [{ model: "a/m" }, { model: "b/m" }]],
    ["c", []],
  ]);
});

test("a model that has no room, and one that is held, are passed over with their reasons", async () => {
  const hold = { scope: "model", target: "b/m", action: "paused", by: "ann", why: null } as const;
  const { entries } = await ask({
    full: ["a"],
    request: {
      beforeSend: async (ref) => {
        if (modelRefText(ref) !== "b/m") return;
        throw new AppError("held", { code: "held", retryable: true, reasonDetail: { hold } });
      },
    },
  });
  expect(entries).toEqual([
    ["a", []],
    [
      "c",
      [
        { model: "a/m", why: expect.stringMatching(/^the model is at its limit/) },
        { model: "b/m", why: expect.stringMatching(/^held: .*by ann/) },
      ],
    ],
  ]);
});

test("a model that holds no more than one that it was too long for is passed over", async () => {
  const { ended, entries } = await ask({ does: { a: ["too-long"] } });
  expect(ended).toMatchObject({ provider: "c" });
  expect(entries).toEqual([
    ["a", []],
    ["c", [{ model: "b/m", why: "it holds no more than a/m" }]],
  ]);
});

test("where nobody is asked, the error tells those that another reason than its own kept from it", async () => {
  const { ended, entries } = await ask({
    budgets: [spentOnA],
    request: { passedOver: [{ model: "d/m", why: "it was closed then" }], route: ["a/m", "b/m"] },
  });
  expect(entries).toEqual([]);
  expect(ended).toMatchObject({ code: "budget_exhausted" });
  expect(passedOverOf(ended as AppError)).toEqual([
    { model: "d/m", why: "it was closed then" },
    { model: "b/m", why: "it charges no less than a/m" },
  ]);
});
