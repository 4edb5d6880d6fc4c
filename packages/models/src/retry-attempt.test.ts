import { totalSpec } from "@fieldwork/budget";
import { createMemoryBudget } from "@fieldwork/budget/testing";
import { createInProcessAdmission, createRetryBudget } from "@fieldwork/limits";
import { testLogger } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createModelLayer } from "./generate.ts";
import type { GenerateRequest } from "./model-layer.ts";
import type { ModelProvider } from "./model-provider.ts";
import { createPrices } from "./prices/prices.ts";
import { ProviderError, type ProviderErrorReason } from "./provider-error.ts";
import { retryWaitMs } from "./retry-attempt.ts";

function failed(reason: ProviderErrorReason, waitMs?: number, provider = "openai"): ProviderError {
  const ref = { provider, model: "m" };
  return new ProviderError("it failed", { ...ref, reason, outcome: "rejected", waitMs });
}

describe("a call that failed", () => {
  test("models-15: is repeated at any moment of half a second, never before the vendor's hint", () => {
    const passing = fc.constantFrom<ProviderErrorReason>("broken", "busy", "unreachable");
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(passing, fc.nat(2000), random, (reason, hintMs, at) => {
        const waitMs = retryWaitMs(failed(reason, hintMs), at);
        expect(waitMs).toBeGreaterThanOrEqual(hintMs);
        expect(waitMs).toBeLessThan(hintMs + 500);
      }),
    );
    expect(retryWaitMs(failed("broken"), 0)).toBe(0);
    expect(retryWaitMs(failed("broken"), 0.999)).toBe(499);
  });

  test("models-15: is not repeated where the vendor asks for more time than a call has", () => {
    expect(retryWaitMs(failed("busy", 2001), 0)).toBeUndefined();
    expect(retryWaitMs(failed("rate-limited", 2001), 0)).toBeUndefined();
    expect(retryWaitMs(failed("rate-limited", 2000), 0)).toBe(2000);
    expect(retryWaitMs(failed("rate-limited"), 0)).toBeUndefined();
  });

  test.each<ProviderErrorReason>([
    ...(["quota", "refused-key", "not-permitted", "unknown-model", "refused-parameter"] as const),
    ...(["refused-request", "refused-content", "too-long", "truncated", "timed-out"] as const),
  ])("models-18: is never repeated for %s, whatever the hint says", (reason) => {
    expect(retryWaitMs(failed(reason, 1), 0)).toBeUndefined();
    expect(retryWaitMs(failed(reason), 0)).toBeUndefined();
  });
});

const answer = { sells: { evidence: "It sells wind", value: true, confidence: 0.9 } };

const request: GenerateRequest = {
  ...{ callId: "c", workId: "1", task: "t", instructions: "", input: "" },
  fields: { description: "It sells wind." },
  outputs: [{ name: "sells", field: "ai_sells", label: "Sells", type: "boolean" }],
  ...{ route: ["vendor/m"], maxOutputTokens: 100 },
  ...{ deadlineMs: 60_000, attemptTimeoutMs: 30_000 },
  ...{ connection: "acme", workClass: "live", wantedBy: ["live"], purpose: "work" },
  beforeSend: async () => undefined,
};

interface Asked {
  /** What comes of the calls in turn; behind them come answers. */
  ends: readonly ProviderErrorReason[];
  /** Calls made before. */
  earlier?: number;
  waitMs?: number;
  of?: Partial<GenerateRequest>;
  onTake?: () => void;
  signal?: AbortSignal;
}

/** What comes of a call to a vendor that fails so, and how often it was asked. */
async function ask({ ends, earlier = 10, waitMs, of, onTake, signal }: Asked) {
  const left = [...ends];
  let asked = 0;
  const provider: ModelProvider = {
    ...{ name: "vendor", free: true },
    prepare: () => ({
      ...{ inputTokensAtMost: 10, inputTokensLikely: 10 },
      async *send() {
        asked += 1;
        const reason = left.shift();
        if (reason) throw failed(reason, waitMs, "vendor");
        yield { kind: "text", text: JSON.stringify(answer) };
        yield { kind: "finish", finishReason: "stop", model: "m" };
      },
    }),
  };
  const retries = createRetryBudget();
  for (let at = 0; at < earlier; at += 1) retries.called("vendor");
  const take = async (scope: string) => {
    const isGranted = await retries.take(scope);
    onTake?.();
    return isGranted;
  };
  const layer = createModelLayer({
    providers: new Map([["vendor", provider]]),
    prices: createPrices({}),
    budget: createMemoryBudget([totalSpec(1n)]),
    admission: {
      ...createInProcessAdmission({ limits: {} }),
      retries: { called: retries.called, take },
    },
    logger: testLogger(),
  });
  const call = layer.generate({ ...request, ...of }, signal ?? new AbortController().signal);
  const result = await call.catch((error: unknown) => error);
  return { result, asked };
}

describe("the layer", () => {
  test("models-7: repeats a call that failed in passing, and tells of both attempts", async () => {
    const { result, asked } = await ask({ ends: ["broken"] });
    expect(asked).toBe(2);
    expect(result).toMatchObject({
      attempts: [
        { attempt: 1, outcome: "model_unavailable" },
        { attempt: 2, outcome: "clean" },
      ],
    });
  });

  test("models-16: asks a model twice at most, however often it fails", async () => {
    const { result, asked } = await ask({ ends: Array(9).fill("broken"), earlier: 90 });
    expect(asked).toBe(2);
    expect(result).toMatchObject({ reason: "broken" });
  });

  test("models-17: repeats nothing that too few calls have earned", async () => {
    expect(await ask({ ends: ["broken"], earlier: 8 })).toMatchObject({ asked: 1 });
  });

  test("models-14: begins no repetition that cannot end in time", async () => {
    const of = { deadlineMs: 2000, attemptTimeoutMs: 2000 };
    expect(await ask({ ends: ["broken"], waitMs: 1800, of })).toMatchObject({ asked: 1 });
  });

  test("models-18: does not repeat what a quota refuses", async () => {
    expect(await ask({ ends: ["quota"], waitMs: 10 })).toMatchObject({ asked: 1 });
  });

  test("models-12: leaves off waiting at once when it is stopped", async () => {
    const stop = new AbortController();
    const from = performance.now();
    const onTake = () => stop.abort();
    const told = await ask({ ends: ["broken"], waitMs: 18_000, onTake, signal: stop.signal });
    expect(told.asked).toBe(1);
    expect(performance.now() - from).toBeLessThan(9000);
  });

  test("models-19: asks the next model of the route rather than the same one again", async () => {
    const of = { route: ["vendor/m", "vendor/other"] };
    const { result, asked } = await ask({ ends: ["broken"], of });
    expect(asked).toBe(2);
    expect(result).toMatchObject({ model: "other" });
  });
});
