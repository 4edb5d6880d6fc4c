import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beginning,
  cursorFrom,
  nextScan,
  type Overlap,
  positionFrom,
  windowStartMs,
} from "./scan-position.ts";

const overlap: Overlap = { overlapMs: 400, recentOverlapMs: 50, deepEveryMs: 200 };
const stamp = "2026-01-01T00:00:00.000Z";

/** The window of each of some scans that begin at these times and finish. */
function windowsOf(startTimes: readonly number[], options = overlap): (number | null)[] {
  let position = beginning;
  return startTimes.map((startedAt) => {
    const from = windowStartMs(position, options);
    position = nextScan({ ...position, startedAt }, options);
    return from;
  });
}

describe("a scan's window", () => {
  test("a saved cursor resumes in the middle of its scan, in the same window", () => {
    const inScan = { scannedAt: 1000, deepAt: 900, startedAt: 5000, stamp, id: "7" };
    const resumed = positionFrom(JSON.parse(JSON.stringify(cursorFrom(inScan))));
    expect(resumed).toEqual(inScan);
    expect(windowStartMs(resumed, overlap)).toBe(windowStartMs(inScan, overlap));
  });

  test("no cursor, or one of another kind, begins at the beginning", () => {
    expect(windowStartMs(positionFrom(null), overlap)).toBeNull();
    expect(windowStartMs(positionFrom({ page: 3 }), overlap)).toBeNull();
  });

  test("reaches back a little each time, and all the way now and then", () => {
    expect(windowsOf([1000, 1100, 1200, 1300, 1400])).toEqual([null, 950, 1050, 600, 1250]);
  });

  test("reaches all the way each time where scans are always deep", () => {
    expect(windowsOf([1000, 1100, 1200], { ...overlap, deepEveryMs: 0 })).toEqual([null, 600, 700]);
  });

  test("some scan reads every row that appears within the overlap, at whatever pace scans go", () => {
    const pauses = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 5, maxLength: 30 });
    fc.assert(
      fc.property(pauses, fc.nat(2000), fc.nat(400), (gaps, at, lag) => {
        const starts = gaps.map((_, index) => gaps.slice(0, index + 1).reduce((a, b) => a + b, 0));
        const windows = windowsOf(starts);
        const visible = starts.flatMap((start, index) =>
          start >= at + lag ? [windows[index]] : [],
        );
        // A row that appears while deep scans are still to come: one of them has to reach it.
        fc.pre(starts.some((start) => start >= at + lag + 2 * (200 + 300)));
        expect(visible.some((from) => from === null || (from ?? 0) <= at)).toBe(true);
      }),
    );
  });
});
