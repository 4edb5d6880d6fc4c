import { totalSpec } from "@fieldwork/budget";
import { createMemoryBudget } from "@fieldwork/budget/testing";
import { reasonText } from "@fieldwork/contracts";
import { type Admission, createInProcessAdmission } from "@fieldwork/limits";
import { AppError, createLogger, reasonOf } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
import type { ModelEvent, ModelProvider, ModelReply, TokenUsage } from "./model-provider.ts";
import type { AttemptTurn } from "./prepare-attempt.ts";
import type { ModelPrice } from "./prices/model-price.ts";
import { createPrices } from "./prices/prices.ts";
import { ProviderError } from "./provider-error.ts";
import { runAttempt } from "./run-attempt.ts";

const price: ModelPrice = {
  inputPicoUsd: 100_000n,
  cachedInputPicoUsd: 100_000n,
  cacheWritePicoUsd: 100_000n,
  outputPicoUsd: 400_000n,
  regionalPercent: 10,
};
const usage: TokenUsage = {
  inputTokens: 90,
  cachedInputTokens: 0,
  outputTokens: 20,
  reasoningTokens: 0,
};
const reply: ModelReply = { text: "{}", finishReason: "stop", usage, model: "m" };
const turn: AttemptTurn = {
  call: {
    ...{ callId: "c", workId: "1", task: "t", instructions: "", input: "", fields: {} },
    ...{ outputs: [], route: [], maxOutputTokens: 100, deadlineMs: 1000, attemptTimeoutMs: 1000 },
    ...{ connection: "acme", workClass: "live", wantedBy: ["live"], purpose: "work" },
    beforeSend: async () => undefined,
  },
  schema: {},
  ref: { provider: "vendor", model: "m" },
  attempt: 1,
  kind: "first",
  maxOutputTokens: 100,
  timeoutMs: 1000,
  leftMs: 1000,
  maxWaitMs: 1000,
};

interface AttemptOptions {
  region?: string;
  limitNanoUsd?: bigint;
  of?: AttemptTurn;
  admission?: Admission;
  ways?: readonly ModelProvider[];
}

/** What an attempt at a vendor that does this is charged, and its whole reservation. */
async function attempt(
  generate: () => Promise<ModelReply>,
  { region, of = turn, limitNanoUsd = 10n ** 18n, admission, ways }: AttemptOptions = {},
) {
  async function* send(): AsyncGenerator<ModelEvent> {
    const { text, usage: told, ...finish } = await generate();
    yield { kind: "text", text };
    if (told) yield { kind: "usage", usage: told };
    yield { kind: "finish", ...finish };
  }
  const provider: ModelProvider = {
    ...{ name: "vendor", free: false, ways },
    prepare: () => ({ inputTokensAtMost: 1512, inputTokensLikely: 300, region, send }),
  };
  const budget = createMemoryBudget([totalSpec(limitNanoUsd)]);
  const result = await runAttempt(
    {
      providers: new Map([["vendor", provider]]),
      prices: createPrices({ declared: [{ provider: "vendor", model: "*", price }] }),
      budget,
      admission: admission ?? createInProcessAdmission({ limits: {} }),
      logger: createLogger({ service: "test", level: "silent" }),
    },
    of,
    new AbortController().signal,
  );
  const error = result.kind === "failed" ? result.error : undefined;
  const { record } = result;
  return {
    record,
    error,
    charged: budget.charged("total"),
    reserved: budget.calls[0]?.amountNanoUsd,
  };
}

function failure(outcome: "rejected" | "unknown", told: TokenUsage | null) {
  return () =>
    Promise.reject(
      new ProviderError("no", { ...turn.ref, reason: "unreadable", outcome, usage: told }),
    );
}

test.each([
  ["context-length", "model_request_invalid"],
  ["failed", "model_unavailable"],
  ["length", "model_output_truncated"],
  ["refusal", "model_refused"],
  ["tool-call", "unreadable"],
  ["paused", "unreadable"],
] as const)(
  "an answer that ended by %s comes to %s, and is charged",
  async (finishReason, outcome) => {
    const { charged, record } = await attempt(async () => ({
      ...reply,
      finishReason,
      text: "half",
    }));
    expect(record.outcome).toBe(outcome);
    expect(charged).toBe(17_000n);
  },
);

describe("an attempt is charged", () => {
  test("what its usage costs, and a tenth more at a regional host", async () => {
    expect(await attempt(async () => reply)).toMatchObject({ charged: 17_000n });
    const regional = await attempt(async () => reply, { region: "eu" });
    expect(regional).toMatchObject({
      charged: 18_700n,
      // 1512 × 100 + 100 × 400, and a tenth.
      reserved: 210_320n,
      record: { usage: { region: "eu" } },
    });
  });

  test("its whole reservation when the vendor tells no usage", async () => {
    const { charged, reserved } = await attempt(async () => ({ ...reply, usage: null }));
    expect(charged).toBe(reserved);
  });

  test("what a failure says was used, and no less", async () => {
    const { charged, record } = await attempt(failure("unknown", usage));
    expect(charged).toBe(17_000n);
    expect(record).toMatchObject({ usage: { outputTokens: 20 }, outcome: "model_output_invalid" });
    expect(await attempt(failure("rejected", usage))).toMatchObject({ charged: 17_000n });
  });

  test("its whole reservation for a failure of which nothing is known, and nothing for a refusal", async () => {
    const { charged, reserved } = await attempt(failure("unknown", null));
    expect(charged).toBe(reserved);
    expect(await attempt(failure("rejected", null))).toMatchObject({ charged: 0n });
  });
});

test("an attempt that a budget has no room for is not sent, and names that budget", async () => {
  const { error, charged } = await attempt(() => expect.unreachable(), { limitNanoUsd: 10n });
  expect(charged).toBe(0n);
  expect(error && reasonText(reasonOf(error))).toBe("the budget total has no room");
});

describe.each(["first", "repair", "fallback"] as const)("G6: a %s attempt that is held", (kind) => {
  test.each([
    ["before its money is held", 1],
    ["once it has leave to call", 2],
  ])("%s is not sent, and costs nothing", async (_, heldAt) => {
    let looks = 0;
    let sent = 0;
    const call = {
      ...turn.call,
      async beforeSend() {
        looks += 1;
        if (looks >= heldAt) throw new AppError("held", { code: "held", retryable: true });
      },
    };
    const repair = kind === "repair" ? { previousText: "{", problems: ["no JSON"] } : undefined;
    const { record, charged } = await attempt(
      async () => {
        sent += 1;
        return reply;
      },
      { of: { ...turn, call, kind, repair } },
    );
    expect({ looks, sent, charged }).toEqual({ looks: heldAt, sent: 0, charged: 0n });
    expect(record).toMatchObject({ kind, outcome: "held", chargedNanoUsd: 0n });
  });
});

test("models-27: what the vendor's headers say is left is admitted, unless it is left of one key among several", async () => {
  const windows = [{ kind: "rate", unit: "requests", per: "minute", limit: 800 }] as const;
  const told = { ...reply, limits: [{ of: "requests", limit: 800, remaining: 2 }] };
  const admittedAfter = async (options: AttemptOptions) => {
    const admission = createInProcessAdmission({ limits: { "provider:vendor": { windows } } });
    await attempt(async () => told, { ...options, admission });
    const asked = { scopes: ["provider:vendor"], workClass: "live", leaseMs: 1000 } as const;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => admission.admit({ ...asked, amounts: { requests: 1 } })),
    );
    return answers.filter(({ kind }) => kind === "admitted").length;
  };
  expect(await admittedAfter({})).toBe(2);
  expect(await admittedAfter({ ways: [] })).toBe(10);
});

test("models-27: a refusal with a hint closes its provider to everybody until then", async () => {
  const windows = [{ kind: "concurrency", limit: 9 }] as const;
  let nowMs = Date.now();
  const limits = { "provider:vendor": { windows } };
  const admission = createInProcessAdmission({ limits, nowMs: () => nowMs });
  const refusal = { ...turn.ref, reason: "rate-limited", outcome: "rejected" } as const;
  await attempt(() => Promise.reject(new ProviderError("429", { ...refusal, waitMs: 20_000 })), {
    admission,
  });
  const asked = { scopes: ["provider:vendor"], workClass: "live", leaseMs: 1000 } as const;
  const ask = () => admission.admit({ ...asked, amounts: { requests: 1 } });
  expect(await ask()).toMatchObject({ kind: "refused", window: "cool-down" });
  nowMs += 15_000;
  expect(await ask()).toMatchObject({ kind: "refused", window: "cool-down" });
  nowMs += 6000;
  expect(await ask()).toMatchObject({ kind: "admitted" });
});
