import type { GateVerdict } from "@fieldwork/contracts";
import type { RunFigures } from "@fieldwork/store/backfills";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type BackfillNow, mostUnderWay, planBackfill } from "./plan-backfill.ts";

const none: RunFigures = {
  ...{ waiting: 0, sent: 0, awaitingJob: 0, hasMore: false },
  ...{ spentNanoUsd: 0, answered: 0, rejected: 0 },
};
const now: Omit<BackfillNow, "figures"> = {
  ...{ state: "running", step: 0, passedStep: -1, maxNanoUsd: null, band: null, judged: [] },
};

function plan(figures: Partial<RunFigures>, given: Partial<BackfillNow> = {}) {
  return planBackfill({ ...now, ...given, figures: { ...none, ...figures } });
}

const verdict = (given: Partial<GateVerdict>): GateVerdict => ({
  ...{ gate: "failed", n: 25, count: 1, most: 2, hasPassed: true, ...given },
});

test("the records of a step go as fast as they end, and no others before all of them have ended", () => {
  expect(plan({ waiting: 25, hasMore: true })).toEqual({ change: null, send: 25 });
  expect(plan({ waiting: 450, sent: 450, hasMore: true })).toEqual({ change: null, send: 50 });
  expect(plan({ sent: 3, hasMore: true })).toEqual({ change: null, send: 0 });
});

test("crm-34: what is answered and waits for a job of the CRM keeps nothing else from being asked, so that jobs are filled", () => {
  const answered = { waiting: 500, sent: 2300, awaitingJob: 1900, hasMore: true };
  expect(plan(answered).send).toBe(100);
});

test("after a good step it rests before the next one, and after the last it is finished", () => {
  const judged = [verdict({})];
  expect(plan({ hasMore: true }, { judged }).change).toEqual({
    ...{ state: "resting", step: 1, judged },
  });
  expect(plan({ hasMore: true }, { state: "resting" }).change).toEqual({ state: "running" });
  expect(plan({}, { judged }).change).toEqual({ state: "finished", judged });
});

test("a step that went badly pauses it with the numbers, until a person lets the step pass", () => {
  const judged = [verdict({}), verdict({ gate: "cost", n: 20, count: 9, hasPassed: false })];
  expect(plan({ hasMore: true }, { judged }).change).toEqual({
    ...{ state: "paused", judged, stoppedBy: { gate: "cost", n: 20, count: 9, most: 2 } },
  });
  expect(plan({ hasMore: true }, { judged, passedStep: 0 }).change).toMatchObject({
    state: "resting",
  });
  // After the last there is nothing to be kept from.
  expect(plan({}, { judged }).change).toMatchObject({ state: "finished" });
});

test("it pauses at once when it has spent what was approved, and what costs nothing is never spent", () => {
  const spent = { waiting: 8, sent: 2, answered: 4, spentNanoUsd: 1000, hasMore: true };
  expect(plan(spent, { maxNanoUsd: 1000 })).toEqual({
    ...{ send: 0 },
    change: { state: "paused", stoppedBy: { gate: "spend", n: 4, count: 1000, most: 1000 } },
  });
  expect(plan({ ...spent, spentNanoUsd: 0 }, { maxNanoUsd: 0 })).toMatchObject({ send: 8 });
});

const band = { mostNanoUsd: 1e9, mostNanoUsdPerRecord: null, mostRejectedShare: 0.2 };

test("it pauses at once when more of its answers are rejected than was approved", () => {
  const rejected = { waiting: 8, sent: 2, answered: 30, rejected: 7, hasMore: true };
  expect(plan(rejected, { band }).change).toEqual({
    ...{ state: "paused", stoppedBy: { gate: "band", n: 30, count: 7, most: 6 } },
  });
  expect(plan({ ...rejected, rejected: 6 }, { band }).change).toBeNull();
  expect(plan({ ...rejected, answered: 20 }, { band }).change).toBeNull();
  // A person has seen it and let it go on.
  expect(plan(rejected, { band, passedStep: 0 })).toMatchObject({ send: 8 });
});

test("outside of its band nothing more is sent, whatever else is so", () => {
  const n = fc.nat(1000);
  fc.assert(
    fc.property(n, n, n, n, (waiting, spentNanoUsd, answered, rejected) => {
      const figures = { waiting, spentNanoUsd, answered, rejected, hasMore: true };
      const { send, change } = plan(figures, { band, maxNanoUsd: 500 });
      const isOutside =
        spentNanoUsd >= 500 || (answered >= 25 && rejected > Math.floor(answered * 0.2));
      expect(change?.state === "paused").toBe(isOutside);
      if (isOutside) expect(send).toBe(0);
    }),
  );
});

test("nothing is sent past the room, or in a state that does not run", () => {
  const states = ["created", "running", "resting", "paused", "cancelled", "finished"] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...states),
      fc.nat(1000),
      fc.nat(1000),
      fc.boolean(),
      (state, sent, waiting, later) => {
        const figures = { sent, waiting, hasMore: waiting > 0 || later };
        const { send, change } = plan(figures, { state });
        expect(send).toBeLessThanOrEqual(state === "running" ? waiting : 0);
        expect(send).toBeGreaterThanOrEqual(0);
        if (send > 0) expect(sent + send).toBeLessThanOrEqual(mostUnderWay);
        if (state !== "running" && state !== "resting") expect(change).toBeNull();
      },
    ),
  );
});
