import fc from "fast-check";
import { expect, test } from "vitest";
import { receiptOf } from "../receipt.ts";
import { type ProgressInput, progressOf } from "./progress-of.ts";

const now = new Date("2026-11-27T12:00:00Z");
const receipt = { ...receiptOf([]), records: 100, written: 30, kept: 10, underWay: 5, waiting: 55 };
const input: ProgressInput = {
  backfill: { state: "running", step: 1, restMinutes: 10, restUntil: null, maxNanoUsd: 5000 },
  receipt: { ...receipt, spentNanoUsd: 800 },
  ...{ lastStep: 2, lately: { ended: 60, minutes: 5 }, likelyNanoUsd: 1900, constraint: null, now },
};
const of = (given: Partial<ProgressInput>, state?: ProgressInput["backfill"]["state"]) =>
  progressOf({ ...input, ...given, backfill: { ...input.backfill, ...(state && { state }) } });

test("a running backfill has as long left as its pace and its rests take, and what it will have spent", () => {
  expect(of({})).toEqual({
    ...{ ended: 40, records: 100, perMinute: 12, waitsFor: null },
    // 60 at 12 a minute, and a rest of ten minutes.
    secondsLeft: 900,
    ...{ spentNanoUsd: 800, expectedNanoUsd: 2000, likelyNanoUsd: 1900, mostNanoUsd: 5000 },
  });
});

test("what waits for a person has no time left that anybody knows, and neither has what does not move", () => {
  expect(of({}, "paused")).toMatchObject({ secondsLeft: null, waitsFor: { name: "resume" } });
  expect(of({}, "created")).toMatchObject({ secondsLeft: null, waitsFor: { name: "start" } });
  const held = of({ lately: { ended: 0, minutes: 5 }, constraint: { name: "budget" } });
  expect(held).toMatchObject({ secondsLeft: null, waitsFor: { name: "budget" } });
  expect(of({}, "finished")).toMatchObject({ secondsLeft: 0, waitsFor: null });
});

test("the rest that is under way counts until its end", () => {
  const restUntil = new Date("2026-11-27T12:02:00Z");
  const resting = { ...input.backfill, state: "resting", restUntil } as const;
  expect(progressOf({ ...input, backfill: resting })).toMatchObject({
    ...{ secondsLeft: 300 + 600 + 120, waitsFor: { name: "rest" } },
  });
});

test("nothing is both ended and open, and no time is negative", () => {
  const count = fc.nat(1000);
  fc.assert(
    fc.property(count, count, count, count, count, (written, held, waiting, underWay, ended) => {
      const records = written + held + waiting + underWay;
      const progress = of({
        receipt: { ...receiptOf([]), records, written, held, waiting, underWay },
        lately: { ended, minutes: 5 },
      });
      expect(progress.ended).toBe(written);
      expect(progress.secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
