import { expect, test } from "vitest";
import { showTrends } from "./show-trends.ts";
import type { TakenSample } from "./trends.ts";

const noon = Date.parse("2026-11-27T12:00:00Z");

function sample(place: number, more: Partial<TakenSample>): TakenSample {
  return { atMs: noon + place * 30_000, lanes: [], log: [], budgets: [], ...more };
}

test("a lane that has nothing at a moment stands at nought then", () => {
  const { times, waiting, active } = showTrends([
    sample(0, { lanes: [{ name: "open", waiting: 3, active: 1 }] }),
    sample(1, {}),
    sample(2, { lanes: [{ name: "other", waiting: 5, active: 0 }] }),
  ]);
  expect(times).toHaveLength(3);
  expect(waiting).toEqual([
    { name: "open", values: [3, 0, 0] },
    { name: "other", values: [0, 0, 5] },
  ]);
  expect(active).toEqual([
    { name: "open", values: [1, 0, 0] },
    { name: "other", values: [0, 0, 0] },
  ]);
});

test("what is spent is told by the minute, and each budget by its pace", () => {
  const charged = (amount: number, scope = "total") => ({
    budgets: [{ scope, limitNanoUsd: "10000", chargedNanoUsd: `${amount}` }],
  });
  const samples = [sample(0, charged(100)), sample(1, charged(150)), sample(2, charged(150))];
  const { spentNanoUsd, budgets } = showTrends(samples);
  expect(spentNanoUsd).toEqual([null, 100, 0]);
  expect(budgets).toMatchObject([{ scope: "total", chargedNanoUsd: "150", perHourNanoUsd: 3000 }]);
  // A day's budget begins anew, so what was charged the day before says nothing.
  const turned = [...samples, sample(3, charged(5, "total/day/2026-11-28"))];
  expect(showTrends(turned).budgets).toMatchObject([{ perHourNanoUsd: null }]);
});

test("before anything was looked at there is nothing to show", () => {
  expect(showTrends([])).toMatchObject({ times: [], waiting: [], behind: [], budgets: [] });
});
