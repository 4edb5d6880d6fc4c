import { AppError, type ErrorCode } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { askAgain, callIdsOf } from "./ask-again.ts";

async function tried(errors: readonly AppError[]) {
  const callIds: string[] = [];
  const waits: number[] = [];
  const end = await askAgain(
    "a",
    async (callId) => {
      const error = errors[callIds.push(callId) - 1];
      if (error) throw error;
      return "answered";
    },
    {
      signal: new AbortController().signal,
      wait: async (ms) => void waits.push(ms),
    },
  ).catch((error: AppError) => error.code);
  return { callIds, waits, end };
}

function errorOf(code: ErrorCode, retryable = true): AppError {
  return new AppError("it failed", { code, retryable });
}

test("a case whose model has no room now is asked again, under a name of its own", async () => {
  const busy = errorOf("model_rate_limited");
  expect(await tried([busy, busy])).toEqual({
    ...{ callIds: ["a", "a/2", "a/3"], waits: [1000, 2000], end: "answered" },
  });
});

test("the vendor's hint is waited for, half a minute at most", async () => {
  const hints = [4000, 100_000].map(
    (retryAfterMs) =>
      new AppError("busy", { code: "model_unavailable", retryable: true, retryAfterMs }),
  );
  expect((await tried(hints)).waits).toEqual([4000, 30_000]);
});

test("it is not asked for ever", async () => {
  const all = Array.from({ length: 9 }, () => errorOf("admission_refused"));
  expect(await tried(all)).toMatchObject({ callIds: callIdsOf("a"), end: "admission_refused" });
});

test.each([
  ["budget_exhausted", true],
  ["held", true],
  ["model_refused", false],
] as const)("what waiting does not mend is not asked again: %s", async (code, retryable) => {
  expect(await tried([errorOf(code, retryable)])).toEqual({ callIds: ["a"], waits: [], end: code });
});
