import { expect, test } from "vitest";
import { nextPollMs } from "./next-poll.ts";

const next = (published: number, used?: number, everyMs = 5000) =>
  nextPollMs({ everyMs, published, quota: used === undefined ? {} : { used, limit: 100 } });

test("looks sooner where things change, as long as the CRM's day has calls to spare", () => {
  expect(next(1, 10)).toBe(1000);
  expect(next(0, 10)).toBe(5000);
  expect(next(1, 30)).toBe(5000);
  expect(next(1)).toBe(5000);
});

test("looks later as the day's calls run out, whatever changes", () => {
  expect([next(1, 61), next(0, 61)]).toEqual([10_000, 10_000]);
  expect([next(1, 71), next(0, 71)]).toEqual([20_000, 20_000]);
});

test("a short pause that is set is no shorter, and a long one is not cut to a second", () => {
  expect(next(1, 10, 200)).toBe(200);
  expect(next(1, 10, 60_000)).toBe(12_000);
  expect(nextPollMs({ everyMs: 5000, published: 1, quota: { used: 0, limit: 0 } })).toBe(5000);
});
