import { expect, test } from "vitest";
import { nextPollMs } from "./next-poll.ts";

const next = (quietScans: number, used?: number, everyMs = 5000) =>
  nextPollMs({ everyMs, quietScans, quota: used === undefined ? {} : { used, limit: 100 } });
const never = Number.POSITIVE_INFINITY;

test("looks sooner where things change, as long as the CRM's day has calls to spare", () => {
  expect(next(0, 10)).toBe(1000);
  expect(next(never, 10)).toBe(5000);
  expect(next(0, 30)).toBe(5000);
  expect(next(0)).toBe(5000);
});

test("looks later with each scan that finds nothing more, so that what changes every few seconds is soon seen", () => {
  expect([0, 1, 2, 3, 4, 2000].map((quiet) => next(quiet, 10))).toEqual([
    1000, 2000, 4000, 5000, 5000, 5000,
  ]);
});

test("looks later as the day's calls run out, whatever changes", () => {
  expect([next(0, 61), next(never, 61)]).toEqual([10_000, 10_000]);
  expect([next(0, 71), next(never, 71)]).toEqual([20_000, 20_000]);
});

test("a short pause that is set is no shorter, and a long one is not cut to a second", () => {
  expect(next(0, 10, 200)).toBe(200);
  expect(next(0, 10, 60_000)).toBe(12_000);
  expect(nextPollMs({ everyMs: 5000, quietScans: 0, quota: { used: 0, limit: 0 } })).toBe(5000);
});
