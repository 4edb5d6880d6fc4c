import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVendorClock } from "./vendor-clock.ts";
import { tellsLaterEdits } from "./write-guarded.ts";

const second = (ms: number) => Math.floor(ms / 1000);

describe("crm-26: a condition on a stamp of whole seconds", () => {
  test("is relied on only where it finds every edit after the read, though the vendor's servers differ by a second", () => {
    const skewMs = fc.integer({ min: 0, max: 999 });
    const laterMs = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(
        fc.record({
          ...{ readAfterMs: laterMs, editAfterMs: laterMs, startMs: laterMs },
          ...{ stampSkewMs: skewMs, clockSkewMs: skewMs, editSkewMs: skewMs },
        }),
        (one) => {
          const stampedAtMs = 1_800_000_000_000 + one.startMs;
          const readAtMs = stampedAtMs + one.readAfterMs;
          const stampMs = second(stampedAtMs + one.stampSkewMs) * 1000;
          const editStamp = second(readAtMs + one.editAfterMs + one.editSkewMs);
          const guard = { vendorAt: new Date(stampMs).toISOString(), readBeganAt: 0, outputs: {} };
          return !tellsLaterEdits(guard, readAtMs + one.clockSkewMs) || editStamp > second(stampMs);
        },
      ),
    );
  });

  test("is relied on a few seconds after the last edit", () => {
    const vendorAt = "2026-01-05T10:00:00.000Z";
    const told = (afterMs: number) =>
      tellsLaterEdits({ vendorAt, readBeganAt: 0, outputs: {} }, Date.parse(vendorAt) + afterMs);
    expect([0, 999, 1999, 2000, 3000].map(told)).toEqual([false, false, false, true, true]);
  });
});

describe("a CRM's clock", () => {
  test("is never taken to be later than it was, however long its replies travel", () => {
    const ms = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(ms, ms, fc.integer({ min: -20_000, max: 20_000 }), (offsetMs, travelMs, atMs) => {
        const began = 1_800_000_000_000;
        let monotonicMs = 0;
        const clock = createVendorClock({ now: () => began, monotonicMs: () => monotonicMs });
        const date = new Date(began + offsetMs).toUTCString();
        monotonicMs = travelMs;
        clock.note(date);
        return clock.earliestMs(atMs) <= began + offsetMs + atMs;
      }),
    );
  });

  test("that its replies do not tell is taken to be a minute behind ours", () => {
    const clock = createVendorClock({ now: () => 100_000, monotonicMs: () => 50 });
    clock.note(undefined);
    clock.note("soon");
    expect(clock.earliestMs(20)).toBe(100_000 - 30 - 60_000);
  });
});
