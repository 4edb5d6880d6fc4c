import { ProviderError, type ProviderErrorReason } from "@fieldwork/models";
import { AppError, type ErrorCode } from "@fieldwork/runtime";
import type { Suspicion } from "@fieldwork/store";
import { describe, expect, test } from "vitest";
import { planAfterFailure } from "./plan-after-failure.ts";

interface Situation {
  failures?: number;
  suspicion?: Suspicion;
}

function plan(reason: ProviderErrorReason, { failures = 0, suspicion }: Situation = {}) {
  const named = { provider: "openai", model: "gpt-6-luna", outcome: "rejected" } as const;
  const error = new ProviderError("x", { ...named, reason });
  return planAfterFailure(error, { failures, maxFailures: 3, suspicion });
}

function planOurs(code: ErrorCode, failures = 0) {
  const error = new AppError("x", { code, retryable: true });
  return planAfterFailure(error, { failures, maxFailures: 3, suspicion: undefined });
}

const alone: Suspicion = { records: 1, answersOthers: false };
const whileOthersAreAnswered: Suspicion = { records: 1, answersOthers: true };
const withFourOthers: Suspicion = { records: 5, answersOthers: false };

describe("what is the model's, the account's or the provider's", () => {
  test.each<ProviderErrorReason>([
    "rate-limited",
    "busy",
    "unreachable",
    "quota",
    "refused-key",
    "not-permitted",
    "unknown-model",
    "refused-parameter",
    "not-configured",
    "unpriced",
  ])("models-29: %s makes the record wait, however often it comes", (reason) => {
    expect(plan(reason, { failures: 99 })).toEqual({ kind: "wait", dueInMs: 0 });
  });
});

describe("what is ours", () => {
  test.each<ErrorCode>([
    "budget_exhausted",
    "admission_refused",
    "stopped",
    "lease_lost",
    "backend_unavailable",
    "log_unavailable",
  ])("%s makes the record wait, however often it comes", (code) => {
    expect(planOurs(code, 99).kind).toBe("wait");
  });

  test("models-30: what Redis gave no leave for, since it is away, waits and counts against no record", () => {
    for (const failures of [0, 99]) {
      expect(planOurs("backend_unavailable", failures)).toEqual({ kind: "wait", dueInMs: 0 });
    }
  });

  test("a bug counts against the record, which must not run for ever", () => {
    expect(planOurs("internal").kind).toBe("retry");
    expect(planOurs("internal", 2).kind).toBe("dead");
  });
});

describe.each<ProviderErrorReason>(["refused-request", "broken", "timed-out", "unreadable"])(
  "%s, of which nobody says whose failure it is,",
  (reason) => {
    test("is tried again, ever later", () => {
      const [first, second] = [
        plan(reason, { suspicion: alone }),
        plan(reason, { suspicion: whileOthersAreAnswered, failures: 1 }),
      ];
      expect([first.kind, second.kind]).toEqual(["retry", "retry"]);
      expect("dueInMs" in first && "dueInMs" in second && second.dueInMs > first.dueInMs).toBe(
        true,
      );
    });

    test("is a dead letter when the model answers others meanwhile", () => {
      const last = { failures: 2, suspicion: whileOthersAreAnswered };
      expect(plan(reason, last).kind).toBe("dead");
    });

    test("puts the model in doubt when it answers nobody", () => {
      expect(plan(reason, { failures: 2, suspicion: alone }).kind).toBe("doubt");
    });

    test("puts the model in doubt when five different records fail alike", () => {
      expect(plan(reason, { suspicion: withFourOthers }).kind).toBe("doubt");
    });
  },
);

describe.each<ProviderErrorReason>(["refused-content", "too-long", "truncated"])(
  "%s, which is about the record,",
  (reason) => {
    test("is a dead letter at once: asking again would change nothing", () => {
      expect(plan(reason, { suspicion: alone }).kind).toBe("dead");
    });

    test("puts the model in doubt when five different records fail alike", () => {
      expect(plan(reason, { suspicion: withFourOthers }).kind).toBe("doubt");
    });
  },
);

test("an answer that the store refuses is a dead letter at once: the next would be paid in vain", () => {
  expect(planOurs("data_invalid").kind).toBe("dead");
});
