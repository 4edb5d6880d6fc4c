import fc from "fast-check";
import { expect, test } from "vitest";
import { calibrate } from "./calibration.ts";

const trials = (count: number, margin: number, isRight: boolean) =>
  Array.from({ length: count }, () => ({ margin, isRight }));

test("gives a margin the share of the trials that were right at it", () => {
  const confidenceOf = calibrate([
    ...trials(55, 1, true),
    ...trials(45, 1, false),
    ...trials(90, 3, true),
    ...trials(10, 3, false),
  ]);
  expect(confidenceOf(1)).toBeCloseTo(0.55, 1);
  expect(confidenceOf(3)).toBeCloseTo(0.9, 1);
});

test("is sure of nothing after few trials, and of nothing at all after none", () => {
  expect(calibrate(trials(3, 1, true))(1)).toBeLessThan(0.9);
  expect(calibrate([])(100)).toBe(0);
});

test("stays a chance whatever the trials were", () => {
  const trial = fc.record({
    margin: fc.double({ min: 0, max: 1e6, noNaN: true }),
    isRight: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(trial, { maxLength: 30 }), fc.nat(), (some, margin) => {
      const confidence = calibrate(some)(margin);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }),
    { numRuns: 50 },
  );
});
