import type { StepFigures } from "@fieldwork/store/backfills";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type BackfillNow, mostUnderWay, planBackfill } from "./plan-backfill.ts";

const none: StepFigures = {
  ...{ open: 0, sent: 0, ended: 0, failed: 0, inReview: 0, abstained: 0, overridden: 0 },
  ...{ spentNanoUsd: 0, left: 0 },
};

function plan(figures: Partial<StepFigures>, now: Partial<BackfillNow> = {}) {
  return planBackfill({
    ...{ state: "running", step: 0, passedStep: -1, maxNanoUsd: null, ...now },
    figures: { ...none, ...figures },
  });
}

test("the records of a step go as fast as they end, and no others before all of them have ended", () => {
  expect(plan({ open: 25, left: 1000 })).toEqual({ change: null, send: 25 });
  expect(plan({ open: 900, sent: 450, left: 1000 })).toEqual({ change: null, send: 50 });
  expect(plan({ open: 3, sent: 3, ended: 22, left: 1000 })).toEqual({ change: null, send: 0 });
});

test("after a good step it rests before the next one, and after the last it is finished", () => {
  expect(plan({ ended: 25, left: 10 }).change).toEqual({ state: "resting", step: 1 });
  expect(plan({ left: 10 }, { state: "resting" }).change).toEqual({ state: "running" });
  expect(plan({ ended: 25 }).change).toEqual({ state: "finished" });
});

test("a step that went badly pauses it with the numbers, until a person lets the step pass", () => {
  const figures = { ended: 25, failed: 5, left: 10 };
  expect(plan(figures).change).toEqual({
    ...{ state: "paused", stoppedBy: { gate: "failed", n: 25, count: 5, most: 2 } },
  });
  expect(plan(figures, { passedStep: 0 }).change).toMatchObject({ state: "resting" });
  expect(plan({ ended: 25, overridden: 3, left: 1 }).change).toMatchObject({
    stoppedBy: { gate: "overridden", n: 25, count: 3 },
  });
  // Of so few, nothing can be said.
  expect(plan({ ended: 9, failed: 9, left: 1 }).change).toMatchObject({ state: "resting" });
});

test("it pauses at once when it has spent what was approved", () => {
  const spent = { open: 10, sent: 2, ended: 4, spentNanoUsd: 1000, left: 8 };
  expect(plan(spent, { maxNanoUsd: 1000 })).toEqual({
    ...{ send: 0 },
    change: { state: "paused", stoppedBy: { gate: "spend", n: 4, count: 1000, most: 1000 } },
  });
});

test("nothing is sent past the room, past the step, or in a state that does not run", () => {
  const states = ["created", "running", "resting", "paused", "cancelled", "finished"] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...states),
      fc.nat(1000),
      fc.nat(1000),
      fc.nat(1000),
      (state, sent, waiting, later) => {
        const figures = { sent, open: sent + waiting, left: waiting + later };
        const { send, change } = plan(figures, { state });
        expect(send).toBeLessThanOrEqual(state === "running" ? waiting : 0);
        expect(send).toBeGreaterThanOrEqual(0);
        if (send > 0) expect(sent + send).toBeLessThanOrEqual(mostUnderWay);
        if (state !== "running" && state !== "resting") expect(change).toBeNull();
      },
    ),
  );
});
