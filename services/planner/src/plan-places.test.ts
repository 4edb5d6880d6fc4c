import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { owedNext, planPlaces } from "./plan-places.ts";

/** Rounds of a lane; returns what each class got. `waiting`: how much of it there is at first. */
function run(
  rooms: readonly number[],
  { livePercent, waiting }: { livePercent: number; waiting: { live: number; backfill: number } },
) {
  const left = { ...waiting };
  const got = { live: 0, backfill: 0 };
  let owed = 0;
  for (const room of rooms) {
    const places = planPlaces(room, { livePercent, owed });
    const taken = {
      live: Math.min(left.live, places.live),
      backfill: Math.min(left.backfill, places.backfill),
    };
    // As `takeReady` does: what one does not use goes to the other.
    taken.live += Math.min(left.live - taken.live, room - taken.live - taken.backfill);
    taken.backfill += Math.min(left.backfill - taken.backfill, room - taken.live - taken.backfill);
    for (const kind of ["live", "backfill"] as const) {
      left[kind] -= taken[kind];
      got[kind] += taken[kind];
    }
    owed = owedNext({ room, places, taken }, { livePercent, owed });
  }
  return got;
}

const rooms = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 });
const percents = fc.integer({ min: 1, max: 99 });
const endless = Number.MAX_SAFE_INTEGER;

describe("while both classes have more to ask than the lane takes", () => {
  test("each has its share to within one place, however small the rooms are", () => {
    fc.assert(
      fc.property(rooms, percents, (all, livePercent) => {
        const total = all.reduce((sum, room) => sum + room, 0);
        const got = run(all, { livePercent, waiting: { live: endless, backfill: endless } });
        expect(got.live + got.backfill).toBe(total);
        expect(Math.abs(got.live - (total * livePercent) / 100)).toBeLessThan(1 + 1e-6);
      }),
    );
  });
});

test("what one class does not use the other has at once, and nothing of it has to be paid back", () => {
  fc.assert(
    fc.property(rooms, percents, fc.nat({ max: 300 }), (all, livePercent, few) => {
      const total = all.reduce((sum, room) => sum + room, 0);
      const live = run(all, { livePercent, waiting: { live: few, backfill: endless } });
      expect(live.live + live.backfill).toBe(total);
      const backfill = run(all, { livePercent, waiting: { live: endless, backfill: 0 } });
      expect(backfill).toEqual({ live: total, backfill: 0 });
    }),
  );
});

test("a lane that takes one at a time serves a backfill every fifth time at 80 percent", () => {
  const got = run(new Array(50).fill(1), {
    livePercent: 80,
    waiting: { live: endless, backfill: endless },
  });
  expect(got).toEqual({ live: 40, backfill: 10 });
});
