import { expect, test } from "vitest";
import { createRoutePace } from "./route-pace.ts";

const a = { provider: "p", model: "a" };
const b = { provider: "p", model: "b" };
const away = { code: "model_unavailable" } as const;

function open() {
  const clock = { ms: 0 };
  return { clock, pace: createRoutePace(() => clock.ms) };
}

test("models-21: a model is as slow as its answers, and slower where some attempts fail", () => {
  const { pace } = open();
  for (let call = 0; call < 30; call += 1) {
    pace.ended(a, { durationMs: 400 });
    pace.ended(b, { durationMs: 400, error: call % 2 === 0 ? away : undefined });
  }
  expect(pace.expectedMs(a)).toBeCloseTo(400);
  expect(pace.expectedMs(b)).toBeGreaterThan(600);
});

test("models-21: a model that fails at once is not taken for a fast one", () => {
  const { pace } = open();
  for (let call = 0; call < 10; call += 1) pace.ended(b, { durationMs: 50, error: away });
  pace.ended(a, { durationMs: 400 });
  expect(pace.expectedMs(b)).toBeGreaterThan(pace.expectedMs(a));
});

test("models-21: what was slow is tried again after a while, by one call", () => {
  const { clock, pace } = open();
  pace.ended(a, { durationMs: 8000 });
  pace.ended(b, { durationMs: 500 });
  expect(pace.expectedMs(a)).toBeGreaterThan(pace.expectedMs(b));
  clock.ms = 300_000;
  pace.ended(b, { durationMs: 500 });
  expect(pace.expectedMs(a)).toBeLessThan(pace.expectedMs(b));
  pace.begun(a);
  expect(pace.expectedMs(a)).toBeGreaterThan(pace.expectedMs(b));
});

test.each([
  "budget_exhausted",
  "admission_refused",
  "held",
  "stopped",
  "backend_unavailable",
] as const)("%s says nothing about a model", (code) => {
  const { pace } = open();
  pace.ended(a, { durationMs: 9, error: { code } });
  expect(pace.expectedMs(a)).toBe(0);
});
