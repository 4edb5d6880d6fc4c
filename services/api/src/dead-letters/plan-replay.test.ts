import type { ReplayCounts } from "@fieldwork/store";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planReplay, type ReplayNow, successShare } from "./plan-replay.ts";

const none = { waiting: 0, sent: 0, succeeded: 0, failed: 0, overtaken: 0, cancelled: 0 };
const never = () => 1;

function replay(counts: Partial<ReplayCounts>, rest: Partial<ReplayNow> = {}): ReplayNow {
  return {
    ...{ state: "trying", tryFirst: 5, perMinute: 120, goesOn: true, judgedAfter: 0 },
    ...{ failedBefore: 0, ...rest, counts: { ...none, ...counts } },
  };
}

test("the first few go alone, and nothing else until all of them have ended", () => {
  expect(planReplay(replay({ waiting: 100 }), never)).toEqual({ state: null, send: 5 });
  expect(planReplay(replay({ waiting: 95, sent: 5 }), never)).toEqual({ state: null, send: 0 });
  const almost = replay({ waiting: 95, sent: 1, succeeded: 4 });
  expect(planReplay(almost, never)).toEqual({ state: null, send: 0 });
});

test("the others follow once the first have succeeded, and rest for a person if one failed or it was ordered so", () => {
  const tried = { waiting: 95, succeeded: 5 };
  expect(planReplay(replay(tried), never).state).toBe("going");
  expect(planReplay(replay(tried, { goesOn: false }), never).state).toBe("tried");
  const failed = { waiting: 95, succeeded: 4, failed: 1 };
  expect(planReplay(replay(failed), never).state).toBe("tried");
});

test("it pauses when half of what ended since it went on failed anew, and is judged afresh once it is resumed", () => {
  const failing = { waiting: 75, succeeded: 15, failed: 10 };
  const going = { state: "going", judgedAfter: 5, failedBefore: 0 } as const;
  expect(planReplay(replay(failing, going), never).state).toBe("paused");
  const resumed = { ...going, judgedAfter: 25, failedBefore: 10 };
  expect(planReplay(replay(failing, resumed), never)).toEqual({ state: null, send: 2 });
});

test("one that rests for a person sends nothing, and stays as it is", () => {
  for (const state of ["tried", "paused", "cancelled"] as const) {
    expect(planReplay(replay({ waiting: 9 }, { state }), never)).toEqual({ state: null, send: 0 });
    expect(planReplay(replay({ succeeded: 5 }, { state }), never).state).toBeNull();
  }
});

test("it is done when nothing waits or is on its way", () => {
  expect(planReplay(replay({ failed: 2, succeeded: 1 }), never).state).toBe("done");
  expect(planReplay(replay({ sent: 2, succeeded: 1 }), never).state).toBeNull();
});

test("whatever fails, a replay ends or rests, sends each member once and keeps to its pace", () => {
  fc.assert(
    fc.property(
      fc.record({
        members: fc.integer({ min: 1, max: 300 }),
        perMinute: fc.integer({ min: 1, max: 6000 }),
        goesOn: fc.boolean(),
      }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      ({ members, perMinute, goesOn }, chances) => {
        const chance = () => chances.next().value;
        let now = replay({ waiting: members }, { perMinute, goesOn });
        for (let step = 0; step < 30_000; step++) {
          const { state, send } = planReplay(now, chance);
          const { counts } = now;
          expect(send).toBeLessThanOrEqual(counts.waiting);
          if (now.state === "going") expect(send).toBeLessThanOrEqual(Math.ceil(perMinute / 60));
          if (now.state === "trying") expect(send).toBeLessThanOrEqual(5);
          if (state === "done" || state === "paused" || state === "tried") return;
          const ends = Math.min(counts.sent, 3);
          const failed = Math.floor(ends * chance());
          const next = {
            ...counts,
            waiting: counts.waiting - send,
            sent: counts.sent + send - ends,
            succeeded: counts.succeeded + ends - failed,
            failed: counts.failed + failed,
          };
          expect(next.waiting + next.sent + next.succeeded + next.failed).toBe(members);
          now = { ...now, state: state ?? now.state, counts: next };
        }
        throw new Error("it goes on for ever");
      },
    ),
    { numRuns: 50 },
  );
});

test("the success share is of what has ended", () => {
  expect(successShare({ ...none, waiting: 9 })).toBeNull();
  expect(successShare({ ...none, succeeded: 3, failed: 1 })).toBe(0.75);
});
