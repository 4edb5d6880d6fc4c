import { backfillGates } from "@fieldwork/contracts";
import type { StepFigures } from "@fieldwork/store/backfills";
import fc from "fast-check";
import { expect, test } from "vitest";
import { distributionShift, totalVariation } from "./distribution-shift.ts";
import { type JudgedStep, judgeStep } from "./judge-step.ts";

const figures: StepFigures = {
  ...{ ended: 25, answered: 20, failed: 0, rejected: 0, abstained: 0, inReview: 0, refused: 0 },
  ...{
    overridden: 0,
    paid: 20,
    paidNanoUsd: 2000,
    values: { industry: { Energy: 10, Media: 10 } },
  },
};
const gates = backfillGates.parse({});
const sheet: JudgedStep["sheet"] = {
  mostNanoUsdPerRecord: 100,
  standing: [{ output: "industry", from: "backfill", values: { Energy: 50, Media: 50 } }],
};
const judge = (step: Partial<StepFigures>, given: Partial<JudgedStep> = {}) =>
  judgeStep({ figures: { ...figures, ...step }, gates, sheet, ...given });
const failed = (...args: Parameters<typeof judge>) =>
  judge(...args)
    .filter(({ hasPassed }) => !hasPassed)
    .map(({ gate, n, count, most }) => ({ gate, n, count, most }));

test("each gate that is on states its n and its limit, and a good step passes them all", () => {
  expect(judge({})).toMatchObject([
    { gate: "failed", n: 25, count: 0, most: 2, hasPassed: true },
    { gate: "rejected", n: 20, most: 4 },
    { gate: "abstained", n: 20, most: 10 },
    { gate: "inReview", n: 25, most: 12 },
    { gate: "refused", n: 25, most: 1 },
    { gate: "overridden", n: 25, most: 2 },
    { gate: "cost", n: 20, count: 100, most: 150 },
    { gate: "shift", n: 20, of: 100, count: 0, output: "industry" },
  ]);
  expect(failed({})).toEqual([]);
});

test("a gate fails past its limit, of the answers or of all that have ended", () => {
  expect(failed({ failed: 3 })).toEqual([{ gate: "failed", n: 25, count: 3, most: 2 }]);
  expect(failed({ rejected: 5 })).toEqual([{ gate: "rejected", n: 20, count: 5, most: 4 }]);
  expect(failed({ abstained: 11 })).toMatchObject([{ gate: "abstained" }]);
  expect(failed({ refused: 2 })).toMatchObject([{ gate: "refused" }]);
  expect(failed({ overridden: 3 })).toMatchObject([{ gate: "overridden" }]);
  expect(failed({ paidNanoUsd: 3001 })).toEqual([{ gate: "cost", n: 20, count: 151, most: 150 }]);
});

test("a gate that is off, or has too few to judge by, judges nothing", () => {
  const off = backfillGates.parse({ failed: null, cost: null, shift: null });
  expect(failed({ failed: 25, paidNanoUsd: 9e9 }, { gates: off })).toEqual([]);
  expect(judge({ ended: 9, answered: 9, paid: 9, values: {} })).toEqual([]);
  expect(
    judge({ paidNanoUsd: 9e9 }, { sheet: { ...sheet, mostNanoUsdPerRecord: null } }),
  ).toHaveLength(7);
});

test("answers of quite another kind than what stands fail, and what chance explains does not", () => {
  expect(failed({ values: { industry: { Energy: 19, Media: 1 } } })).toMatchObject([
    { gate: "shift", n: 20, count: expect.closeTo(0.45) },
  ]);
  // Of ten categories a sample of twenty is never alike: the half of it would have to be others.
  const standing = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`v${at}`, 10]));
  const few = { v0: 4, v1: 4, v2: 3, v3: 3, v4: 2, v5: 2, v6: 1, v7: 1 };
  expect(totalVariation(few, standing)).toBeCloseTo(0.3);
  const even = { ...sheet, standing: [{ output: "industry", from: "backfill", values: standing }] };
  expect(failed({ values: { industry: few } }, { sheet: even as JudgedStep["sheet"] })).toEqual([]);
});

test("the distance of shares is half the sum of their differences", () => {
  expect(totalVariation({ a: 3, b: 1 }, { a: 1, b: 1 })).toBeCloseTo(0.25);
  expect(totalVariation({ a: 2 }, { b: 5 })).toBe(1);
});

const counts = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.nat(40), { minKeys: 1 });

test("a shift is the same each time, between 0 and 1, and none if the shares are equal", () => {
  fc.assert(
    fc.property(counts, counts, (one, other) => {
      const shift = distributionShift(one, other);
      expect(shift).toEqual(distributionShift(one, other));
      for (const share of [shift.distance, shift.byChance]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(distributionShift(one, one).distance).toBeCloseTo(0);
    }),
    { numRuns: 30 },
  );
});

test("of draws from one distribution, about one in a hundred is past what chance explains", () => {
  // The bound for 25 against 100 of two even values is near the theory: 2.58 deviations of 0.1118.
  const { byChance } = distributionShift({ a: 13, b: 12 }, { a: 50, b: 50 });
  expect(byChance).toBeGreaterThan(0.22);
  expect(byChance).toBeLessThan(0.36);
});
