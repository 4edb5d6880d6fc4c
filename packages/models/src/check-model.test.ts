import { totalSpec } from "@fieldwork/budget";
import { createMemoryBudget } from "@fieldwork/budget/testing";
import { createInProcessAdmission } from "@fieldwork/limits";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
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

async function check(first: ModelProvider, ...others: ModelProvider[]) {
  const budget = createMemoryBudget([totalSpec(10n ** 18n)]);
  const provider = createDeployments([first, ...others], testLogger());
  const verdict = await checkModel(
    {
      providers: new Map([["vendor", provider]]),
      prices: createPrices({ declared: [{ provider: "vendor", model: "*", price: declared }] }),
      ...{ budget, logger: testLogger(), admission: createInProcessAdmission({ limits: {} }) },
    },
    { call, ref },
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
  expect(await check(keyThat(one), keyThat(other))).toEqual({ verdict, asked: [1, 2] });
});
