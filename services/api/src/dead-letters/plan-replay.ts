import type { Replay, ReplayCounts, ReplayState } from "@fieldwork/store";

/** What to do about a replay now. */
export interface ReplayStep {
  /** Null: it stays as it is. */
  state: ReplayState | null;
  /** How many of those that wait are to be sent now. */
  send: number;
}

export type ReplayNow = Pick<
  Replay,
  "state" | "counts" | "tryFirst" | "perMinute" | "goesOn" | "judgedAfter" | "failedBefore"
>;

/** How often a replay that goes on is looked at. */
export const stepMs = 1000;
const perMinuteOf = (count: number) => (count * stepMs) / 60_000;

/** So many of those that went have to have ended before their share counts. */
const judgedFrom = 20;
const worstFailedShare = 0.5;

/**
 * Pure. The first few go alone, and nothing else until all of them have ended. If none failed and it was
 * ordered so, the others follow; otherwise it rests for a person. Then each step sends its share of a
 * minute, never so that more than two minutes' worth are on their way; if half of what ended failed anew, it
 * pauses. Of one that a person has paused or cancelled, what is on its way ends, and nothing else happens.
 */
export function planReplay(replay: ReplayNow, random: () => number): ReplayStep {
  const { state, counts, tryFirst, perMinute, goesOn } = replay;
  if (state !== "trying" && state !== "going") return { state: null, send: 0 };
  const { waiting, sent } = counts;
  const ended = counts.succeeded + counts.failed;
  if (waiting === 0) return { state: sent === 0 ? "done" : null, send: 0 };
  if (state === "trying") {
    const isUnsent = sent + ended + counts.overtaken === 0;
    if (isUnsent) return { state: null, send: Math.min(tryFirst, waiting) };
    if (sent > 0) return { state: null, send: 0 };
    return { state: counts.failed === 0 && goesOn ? "going" : "tried", send: 0 };
  }
  if (isFailing(replay)) return { state: "paused", send: 0 };
  const share = perMinuteOf(perMinute);
  // A pace of less than one a step sends one in some of them.
  const due = Math.floor(share) + Number(random() < share % 1);
  const room = Math.max(1, 2 * perMinute) - sent;
  return { state: null, send: Math.max(0, Math.min(due, room, waiting)) };
}

function isFailing({ counts, judgedAfter, failedBefore }: ReplayNow): boolean {
  const ended = counts.succeeded + counts.failed - judgedAfter;
  return ended >= judgedFrom && (counts.failed - failedBefore) / ended >= worstFailedShare;
}

/** The share of what has ended that succeeded, from 0 to 1; null before anything ended. Pure. */
export function successShare({ succeeded, failed }: ReplayCounts): number | null {
  const ended = succeeded + failed;
  return ended === 0 ? null : succeeded / ended;
}
