import type {
  Backfill,
  BackfillState,
  BackfillStop,
  StepFigures,
} from "@fieldwork/store/backfills";

export type BackfillNow = Pick<Backfill, "state" | "step" | "passedStep" | "maxNanoUsd"> & {
  figures: StepFigures;
};

export interface BackfillStep {
  /** Null: it stays as it is. */
  change: { state: BackfillState; step?: number; stoppedBy?: BackfillStop } | null;
  /** How many of those that wait are to be wanted now. */
  send: number;
}

/** No more than this are under way at a time: the line has the rest of its window for others. */
export const mostUnderWay = 500;
/** Shares of a step that are judged from so many records on. */
const judgedFrom = 10;
const mostShare = { failed: 0.1, "in-review": 0.5, abstained: 0.5, overridden: 0.1 } as const;
const nothing = { change: null, send: 0 };

/**
 * What to do about a backfill now. Pure. It sends the records of its step as fast as they end. Once all of
 * them have ended, the step is judged, unless a person let it pass: it pauses with the numbers of the gate
 * that failed, rests until the next step, or is finished. It pauses at once when it has spent what was
 * approved.
 */
export function planBackfill(backfill: BackfillNow): BackfillStep {
  const { state, step, passedStep, maxNanoUsd, figures } = backfill;
  if (state !== "running" && state !== "resting") return nothing;
  if (maxNanoUsd !== null && figures.spentNanoUsd >= maxNanoUsd && figures.left > 0) {
    const spend = { n: figures.ended, count: figures.spentNanoUsd, most: maxNanoUsd };
    return { change: { state: "paused", stoppedBy: { gate: "spend", ...spend } }, send: 0 };
  }
  if (state === "resting") return { change: { state: "running" }, send: 0 };
  const waiting = figures.open - figures.sent;
  if (waiting > 0) {
    return { change: null, send: Math.max(0, Math.min(waiting, mostUnderWay - figures.sent)) };
  }
  if (figures.open > 0) return nothing;
  const stop = step > passedStep ? failedGate(figures) : undefined;
  if (stop && figures.left > 0) return { change: { state: "paused", stoppedBy: stop }, send: 0 };
  if (figures.left === 0) return { change: { state: "finished" }, send: 0 };
  return { change: { state: "resting", step: step + 1 }, send: 0 };
}

function failedGate({ ended: n, ...figures }: StepFigures): BackfillStop | undefined {
  if (n < judgedFrom) return undefined;
  const counts = {
    ...{ failed: figures.failed, "in-review": figures.inReview },
    ...{ abstained: figures.abstained, overridden: figures.overridden },
  };
  const gates = ["failed", "in-review", "abstained", "overridden"] as const;
  const gate = gates.find((one) => counts[one] / n > mostShare[one]);
  return gate && { gate, n, count: counts[gate], most: Math.floor(mostShare[gate] * n) };
}
