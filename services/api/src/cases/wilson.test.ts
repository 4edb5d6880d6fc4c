import fc from "fast-check";
import { expect, test } from "vitest";
import { wilson } from "./wilson.ts";

test("an interval is the one of the textbook", () => {
  const { low, high } = wilson(8, 10) ?? { low: 0, high: 0 };
  expect(low).toBeCloseTo(0.4902, 3);
  expect(high).toBeCloseTo(0.9433, 3);
  expect(wilson(0, 0)).toBeNull();
});

test("it holds the share, lies within 0 and 1, and narrows as more is known", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, part) => {
        const k = Math.round(n * part);
        const one = wilson(k, n);
        const more = wilson(4 * k, 4 * n);
        if (!one || !more) throw new Error("there is something to tell");
        expect(one.low).toBeLessThanOrEqual(one.share + 1e-12);
        expect(one.high).toBeGreaterThanOrEqual(one.share - 1e-12);
        expect(one.low).toBeGreaterThanOrEqual(0);
        expect(one.high).toBeLessThanOrEqual(1);
        expect(more.high - more.low).toBeLessThan(one.high - one.low);
      },
    ),
  );
});
