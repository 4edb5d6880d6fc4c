import { totalSpec } from "@fieldwork/budget";
import { createMemoryBudget } from "@fieldwork/budget/testing";
import { type AdmissionRequest, createInProcessAdmission } from "@fieldwork/limits";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import { admissionScopes } from "./admission-scopes.ts";
import { checkModel } from "./check-model.ts";
import type { GenerateRequest } from "./model-layer.ts";
import type { ModelEvent, ModelProvider } from "./model-provider.ts";
import { createPrices } from "./prices/prices.ts";
import { ProviderError, type ProviderErrorReason } from "./provider-error.ts";
import { createDeployments } from "./providers/deployments.ts";

const ref = { provider: "vendor", model: "m" };
const call: GenerateRequest = {
  ...{ callId: "c", workId: null, task: "t", instructions: "", input: "", fields: {} },
  ...{ outputs: [], route: [ref], maxOutputTokens: 100, deadlineMs: 1000, attemptTimeoutMs: 1000 },
  ...{ connection: null, workClass: "live", wantedBy: [], purpose: "preflight" },
  beforeSend: async () => undefined,
};
const declared = {
  inputPicoUsd: 1000n,
  cachedInputPicoUsd: 1000n,
  cacheWritePicoUsd: 1000n,
  outputPicoUsd: 1000n,
};

const unlimited = () => createInProcessAdmission({ limits: {} });
const request: AdmissionRequest = {
  ...{ scopes: admissionScopes(ref), workClass: "live", leaseMs: 1000 },
  amounts: { requests: 1, "input-tokens": 10, "output-tokens": 10 },
};

/** A key of the vendor: what it refuses with, or `takes` what it is asked. */
function keyThat(answers: "takes" | ProviderErrorReason): ModelProvider {
  async function* send(): AsyncGenerator<ModelEvent> {
    if (answers !== "takes") {
      throw new ProviderError(answers, { ...ref, reason: answers, outcome: "rejected" });
    }
    yield { kind: "text", text: "{}" };
    yield { kind: "finish", finishReason: "stop", model: "m" };
  }
  return {
    ...{ name: "vendor", free: false },
    prepare: () => ({ inputTokensAtMost: 10, inputTokensLikely: 10, send }),
  };
}

async function check(provider: ModelProvider, admission = unlimited(), account?: number) {
  const budget = createMemoryBudget([totalSpec(10n ** 18n)]);
  const verdict = await checkModel(
    {
      providers: new Map([["vendor", provider]]),
      prices: createPrices({ declared: [{ provider: "vendor", model: "*", price: declared }] }),
      ...{ budget, admission, logger: testLogger() },
    },
    { call: { ...call, account }, ref },
    new AbortController().signal,
  );
  return { verdict: verdict.kind, asked: budget.calls.map(({ attempt }) => attempt) };
}

test.each([
  ["takes", "takes", "accepted"],
  ["takes", "refused-key", "accepted"],
  ["quota", "takes", "accepted"],
  // Half of its calls would meet that.
  ["takes", "unknown-model", "refused"],
  ["refused-key", "quota", "refused"],
  ["refused-key", "busy", "undetermined"],
] as const)("a check asks each key: %s and %s come to %s", async (one, other, verdict) => {
  const provider = createDeployments([keyThat(one), keyThat(other)], { logger: testLogger() });
  expect(await check(provider)).toEqual({ verdict, asked: [1, 2] });
});

test.each(["rate-limited", "quota"] as const)(
  "one key that a check finds %s does not keep calls from the others",
  async (refusal) => {
    const provider = createDeployments([keyThat("takes"), keyThat(refusal)], {
      logger: testLogger(),
    });
    const admission = unlimited();
    await check(provider, admission);
    expect(await admission.admit(request)).toMatchObject({ kind: "admitted" });
  },
);

test("the only key that a check finds busy keeps calls from its provider", async () => {
  const admission = unlimited();
  await check(keyThat("rate-limited"), admission);
  expect(await admission.admit(request)).toMatchObject({ kind: "refused", window: "cool-down" });
});

test("models-20: a check of one key asks that key alone, and a check of the provider none that rests", async () => {
  const [one, other] = [keyThat("takes"), keyThat("refused-key")];
  const provider = createDeployments([one, other], { logger: testLogger() });
  expect(await check(provider, unlimited(), 2)).toEqual({ verdict: "refused", asked: [2] });
  expect(await check(provider)).toEqual({ verdict: "accepted", asked: [1] });
  expect(await check(provider, unlimited(), 3)).toEqual({ verdict: "accepted", asked: [] });
});
