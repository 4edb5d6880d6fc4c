import { expect, test } from "vitest";
import { laneRate } from "./lane-rate.ts";

const quiet = { calls: 0, failed: 0, failedBy: null, p50Ms: null, p95Ms: null };
const model = (name: string, minuteRequests: number, shares: readonly number[]) => ({
  ...{
    ...quiet,
    model: name,
    closed: null,
    accounts: [],
    todayNanoUsd: "0",
    isCut: false,
    minuteRequests,
  },
  used: shares.map((share) => ({ unit: "requests" as const, per: "minute" as const, share })),
});

test("a lane's rate is that of all its models, against the limit that is nearest", () => {
  const models = [
    model("open/a", 3, [0.1, 0.7]),
    model("open/b", 4, []),
    model("opener/c", 9, [2]),
  ];
  expect(laneRate(models, "open")).toMatchObject({ perMinute: 7, nearest: { share: 0.7 } });
  expect(laneRate(models, "other")).toEqual({ perMinute: 0, nearest: null });
});
