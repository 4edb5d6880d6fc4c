import fc from "fast-check";
import { expect, test } from "vitest";
import { keepPace } from "./kept-pace.ts";
import type { BatchReport } from "./pace.ts";

const maxBatch = 100;
const reportOf = (outcome: BatchReport["outcome"]): BatchReport => ({
  ...{ claimed: maxBatch, outcome, waitMs: 0 },
});

test("crm-38: a batch that began before another failed does not undo what that one said, and one that began after does", () => {
  const pace = keepPace(maxBatch);
  const [first, second] = [pace.begin(), pace.begin()];
  second(reportOf("setback"));
  first(reportOf("written"));
  expect(pace.now).toEqual({ batchSize: 50, failures: 1 });
  pace.begin()(reportOf("written"));
  expect(pace.now).toEqual({ batchSize: 100, failures: 0 });
});

test("crm-38: in whatever order batches begin and end, the connection rests until one succeeds that began after the last failure", () => {
  const batch = fc.record({
    outcome: fc.constantFrom<BatchReport["outcome"]>("written", "quiet", "setback", "held-up"),
    lasts: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 30 }), (batches) => {
      const pace = keepPace(maxBatch);
      const begun = batches.map(({ outcome, lasts }, beganAt) => ({
        ...{ outcome, beganAt, endsAt: beganAt + lasts, end: undefined as unknown },
      }));
      let failedAt = Number.NEGATIVE_INFINITY;
      let rests = false;
      for (let now = 0; now < batches.length + 4; now++) {
        for (const one of begun.filter(({ endsAt }) => endsAt === now)) {
          (one.end as (report: BatchReport) => void)(reportOf(one.outcome));
          const isFailed = one.outcome === "setback" || one.outcome === "held-up";
          if (isFailed) failedAt = now;
          rests = isFailed || (rests && one.beganAt < failedAt);
          expect(pace.now.failures > 0).toBe(rests);
        }
        const next = begun[now];
        if (next) next.end = pace.begin();
      }
    }),
  );
});
