import type { Definitions } from "@fieldwork/enrichments";
import { delay } from "@fieldwork/runtime";
import { type ClosedLane, listClosedLanes } from "@fieldwork/store";
import { listOpenBackfills, type OpenBackfill } from "@fieldwork/store/backfills";
import {
  countLine,
  findRunFigures,
  type LineCounts,
  type Reader,
  type RunStart,
} from "@fieldwork/store/reading";
import { blockedWork } from "./blocked-work.ts";
import type { Progress } from "./progress-view.ts";

export interface DrainOptions {
  reader: Reader;
  start: RunStart;
  /** True once every object of every connection has been read to its end. */
  isReadOut: () => boolean;
  /** Changes published and not yet planned. */
  lag: () => Promise<number>;
  onProgress: (progress: Progress) => void;
  definitions: Pick<Definitions, "current">;
  signal: AbortSignal;
}

const lookEveryMs = 200;
const rateWindowMs = 5000;

/** How a drain ended. */
export interface Drained {
  counts: LineCounts;
  closedLanes: readonly ClosedLane[];
  backfills: readonly OpenBackfill[];
}

/**
 * Waits until everything that was read or backfilled is finished, or until only what a person must fix (money, a key,
 * a setting) stops the rest. Looks twice, because what one look does not find may be on its way between
 * two services.
 */
export async function waitForDrain(options: DrainOptions): Promise<Drained> {
  const { reader, start, definitions, isReadOut, lag, onProgress, signal } = options;
  const rate = createRate(rateWindowMs);
  let quietLooks = 0;
  let counts = await countLine(reader);
  let closedLanes: readonly ClosedLane[] = [];
  let backfills: readonly OpenBackfill[] = [];
  while (!signal.aborted && quietLooks < 2) {
    await delay(lookEveryMs, signal);
    counts = await countLine(reader);
    closedLanes = await listClosedLanes(reader);
    const figures = await findRunFigures(reader, start);
    const recordsPerSecond = rate(counts.finished);
    onProgress({
      ...counts,
      read: figures.records.seen,
      recordsPerSecond,
      remainingSeconds: recordsPerSecond > 0 ? counts.pending / recordsPerSecond : undefined,
      spentNanoUsd: figures.spentNanoUsd,
      heldNanoUsd: figures.heldNanoUsd,
      closedLanes,
    });
    const enrichments = definitions.current();
    const blocked = blockedWork({ counts, closedLanes, enrichments });
    const held = blocked.reduce((sum, { count }) => sum + count, 0);
    backfills = await listOpenBackfills(reader);
    const isDriven = backfills.some(({ goesOn }) => goesOn);
    const isQuiet = isReadOut() && counts.pending === held && !isDriven && (await lag()) === 0;
    quietLooks = isQuiet ? quietLooks + 1 : 0;
  }
  return { counts, closedLanes, backfills };
}

/** Events per second over the last few seconds, from a growing count. */
function createRate(windowMs: number): (count: number) => number {
  const seen: { at: number; count: number }[] = [];
  return (count) => {
    const at = performance.now();
    seen.push({ at, count });
    while (seen.length > 2 && at - (seen[0]?.at ?? at) > windowMs) seen.shift();
    const [first] = seen;
    const elapsedMs = at - (first?.at ?? at);
    return elapsedMs > 0 ? ((count - (first?.count ?? count)) * 1000) / elapsedMs : 0;
  };
}
