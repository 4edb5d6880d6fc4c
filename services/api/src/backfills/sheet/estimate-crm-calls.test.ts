import { expect, test } from "vitest";
import { type CrmTerms, estimateCrmCalls } from "./estimate-crm-calls.ts";

const quota = { quotaUsed: 10_000, quotaLimit: 100_000, quotaFloorPercent: 20 };
const crm = (writeCalls: CrmTerms["writeCalls"], maxWriteBatch = 200): CrmTerms => ({
  ...{ ...quota, maxWriteBatch, writeCalls, seenAt: new Date(0) },
});
const job = {
  ...{ leastRows: 2000, mostRows: 5000, rowsARead: 2000 },
  calls: { atLeast: 6, likely: 12, atMost: 100 },
};
const byJobs = crm({ batch: 2, record: 0, job });
const estimate = (writes: number[], given: CrmTerms | undefined, perMinute = 0) =>
  estimateCrmCalls({ writes, perMinute, crm: given });

test("crm-16: by batches, a read and a write for each; guarded in HubSpot, two calls more for each record", () => {
  const fast = estimate([1000], crm({ batch: 2, record: 0, job: null }));
  expect(fast).toMatchObject({ atLeast: 10, likely: 10, atMost: 2000, jobs: 0 });
  const guarded = estimate([1000], crm({ batch: 1, record: 2, job: null }, 10));
  expect(guarded).toMatchObject({ atLeast: 2100, likely: 2100, atMost: 3000 });
});

test("crm-16: by jobs, what each of them takes with its reads, and the rest of each step by batches", () => {
  // Five jobs of 2,000 with a read each, and 500 in three batches.
  expect(estimate([10_500], byJobs)).toMatchObject({
    ...{ jobs: 5, likely: 5 * (1 + 12) + 6 },
    // Two jobs of 5,000 with three reads each.
    ...{ atLeast: 2 * (3 + 6) + 6, atMost: 21_000 },
  });
  // The first steps of a ramp are too small for a job.
  expect(estimate([25, 500, 2000], byJobs)).toMatchObject({ jobs: 1, likely: 2 + 6 + 13 });
});

test("crm-16: where answers come too slowly to fill a job before they are written by batches, no job is expected", () => {
  expect(estimate([10_000], byJobs, 3999)).toMatchObject({ jobs: 0, likely: 100 });
  expect(estimate([10_000], byJobs, 4000)).toMatchObject({ jobs: 5, likely: 65 });
});

test("crm-16: what is left of the day is told with and without what is kept for others", () => {
  expect(estimate([1000], byJobs)).toMatchObject({
    ...{ left: 90_000, aboveFloor: 70_000, aDay: 80_000, floorPercent: 20 },
  });
  expect(estimate([1000], { ...byJobs, quotaUsed: 95_000 })).toMatchObject({
    ...{ left: 5000, aboveFloor: 0 },
  });
  expect(estimate([1000], { ...byJobs, quotaLimit: null })).toMatchObject({
    ...{ left: null, aboveFloor: null, aDay: null, seenAt: null },
  });
  expect(estimate([8], undefined)).toMatchObject({ atLeast: null, likely: null, atMost: 16 });
});
