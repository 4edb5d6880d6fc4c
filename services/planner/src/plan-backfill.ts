import type { BackfillStop, GateVerdict } from "@fieldwork/contracts";
import type { Backfill, BackfillState, RunFigures } from "@fieldwork/store/backfills";

export type BackfillNow = Pick<
  Backfill,
  "state" | "step" | "passedStep" | "maxNanoUsd" | "band"
> & {
  figures: RunFigures;
  /** How the step did, once all of its records have ended. */
  judged: readonly GateVerdict[];
};

export interface BackfillStep {
  /** Null: it stays as it is. */
  change: {
    state: BackfillState;
    step?: number;
    stoppedBy?: BackfillStop;
    judged?: readonly GateVerdict[];
  } | null;
  /** How many of those that wait are to be wanted now. */
  send: number;
}

/**
 * No more than this are under way at a time: the line has the rest of its window for others. What is answered, and
 * waits for so many others that a job is worth it, takes none of it.
 */
export const mostUnderWay = 500;
/** The band is judged from so many answers on. */
const judgedFrom = 25;
const nothing = { change: null, send: 0 };

/**
 * What to do about a backfill now. Pure. It sends the records of its step as fast as they end. Once all of
 * them have ended, the step is judged, unless a person let it pass: it pauses with the numbers of the gate
 * that failed, rests until the next step, or is finished. It pauses at once when it leaves the band that
 * was approved: by what it has spent, or by how much of what was answered is rejected.
 */
export function planBackfill(backfill: BackfillNow): BackfillStep {
  const { state, step, passedStep, figures } = backfill;
  if (state !== "running" && state !== "resting") return nothing;
  const outside = figures.hasMore ? outsideOfBand(backfill) : undefined;
  if (outside) return { change: { state: "paused", stoppedBy: outside }, send: 0 };
  if (state === "resting") return { change: { state: "running" }, send: 0 };
  const { waiting, sent, awaitingJob } = figures;
  if (waiting > 0) {
    const underWay = sent - awaitingJob;
    return { change: null, send: Math.max(0, Math.min(waiting, mostUnderWay - underWay)) };
  }
  if (sent > 0) return nothing;
  const { judged } = backfill;
  const stop = step > passedStep ? judged.find(({ hasPassed }) => !hasPassed) : undefined;
  if (stop && figures.hasMore)
    return { change: { state: "paused", stoppedBy: stopOf(stop), judged }, send: 0 };
  if (!figures.hasMore) return { change: { state: "finished", judged }, send: 0 };
  return { change: { state: "resting", step: step + 1, judged }, send: 0 };
}

function outsideOfBand({
  maxNanoUsd,
  band,
  passedStep,
  step,
  figures,
}: BackfillNow): BackfillStop | undefined {
  const { spentNanoUsd, answered, rejected } = figures;
  // What costs nothing is never spent.
  if (maxNanoUsd !== null && spentNanoUsd > 0 && spentNanoUsd >= maxNanoUsd) {
    return { gate: "spend", n: answered, count: spentNanoUsd, most: maxNanoUsd };
  }
  if (band === null || answered < judgedFrom || passedStep >= step) return undefined;
  const most = Math.floor(band.mostRejectedShare * answered);
  return rejected > most ? { gate: "band", n: answered, count: rejected, most } : undefined;
}

function stopOf({ hasPassed: _, ...numbers }: GateVerdict): BackfillStop {
  return numbers;
}
