import { AppError, type ErrorCode } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
import { planAfterFailure } from "./plan-after-failure.ts";

function plan(
  code: ErrorCode,
  { failures = 0, details = {}, retryAfterMs = undefined as number | undefined } = {},
) {
  const error = new AppError("x", { code, retryable: true, retryAfterMs, details });
  return planAfterFailure(error, { failures, maxFailures: 3 });
}

describe("an outage or a limit of the provider", () => {
  test.each<ErrorCode>([
    "model_unavailable",
    "model_rate_limited",
    "model_quota_exhausted",
    "model_timeout",
    "admission_refused",
  ])("%s closes the lane, however often it comes, and is no failure of the record", (code) => {
    expect(plan(code, { failures: 99 }).kind).toBe("close-lane");
  });

  test("closes the lane for as long as the vendor says", () => {
    expect(plan("model_rate_limited", { retryAfterMs: 7000 })).toMatchObject({ closeMs: 7000 });
    expect(plan("model_quota_exhausted", { details: { closeLaneMs: 60_000 } })).toMatchObject({
      closeMs: 60_000,
    });
  });
});

test("an empty budget makes the record wait and closes nothing", () => {
  expect(plan("budget_exhausted", { failures: 99 }).kind).toBe("wait");
});

test("stopping, a lost lease and an outage of the store or the log make the record wait", () => {
  for (const code of ["stopped", "lease_lost", "store_unavailable", "log_unavailable"] as const) {
    expect(plan(code, { failures: 99 }).kind).toBe("wait");
  }
});

test("an answer that is no answer is tried again, ever later, until it is a dead letter", () => {
  const first = plan("model_output_invalid");
  const second = plan("model_output_invalid", { failures: 1 });
  expect([first.kind, second.kind]).toEqual(["retry", "retry"]);
  expect("dueInMs" in first && "dueInMs" in second && second.dueInMs > first.dueInMs).toBe(true);
  expect(plan("model_output_invalid", { failures: 2 }).kind).toBe("dead");
});

test("a refusal is a dead letter at once: asking again would be refused again", () => {
  expect(plan("model_refused").kind).toBe("dead");
});
