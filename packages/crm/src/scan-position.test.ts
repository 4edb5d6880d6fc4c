import { expect, test } from "vitest";
import { cursorFrom, nextScan, positionFrom, windowStartMs } from "./scan-position.ts";

const inScan = { since: 1000, startedAt: 5000, stamp: "2026-01-01T00:00:00.000Z", id: "7" };

test("a saved cursor resumes in the middle of its scan, in the same window", () => {
  const resumed = positionFrom(JSON.parse(JSON.stringify(cursorFrom(inScan))));
  expect(resumed).toEqual(inScan);
  expect(windowStartMs(resumed, 400)).toBe(600);
});

test("the next scan reaches back behind the beginning of this one", () => {
  expect(windowStartMs(nextScan(inScan), 400)).toBe(4600);
});

test("no cursor, or one of another kind, begins at the beginning", () => {
  expect(windowStartMs(positionFrom(null), 400)).toBeNull();
  expect(windowStartMs(positionFrom({ page: 3 }), 400)).toBeNull();
});
