/** When a write of ours was under way, by our clock. */
export interface OwnWrite {
  openedMs: number;
  settledMs: number;
}

/** A change of what a record is asked about. */
export interface InputChange {
  /** When we heard of it, by our clock. */
  seenMs: number;
  /** By the CRM's clock. */
  vendorMs: number;
}

export interface LoopRules {
  /** So many writes in a row that each brought one change. */
  rounds: number;
  /** A change that comes later than this after a write did not come of it. */
  withinMs: number;
  /** An automation is even, a person is not: the longest delay is at most so much longer than the shortest. */
  spreadMs: number;
}

/** The stamps of a CRM may be in whole seconds, and its clock is not ours. */
const clockMs = 10_000;

/**
 * Whether the changes of a record's inputs come of our own writes: each of the last so many changes follows
 * a write of its own, none of them long after it, and all about as soon. Returns how soon at the latest;
 * undefined if they do not. Both lists are in order. Pure.
 */
export function judgeLoop(
  { changes, writes }: { changes: readonly InputChange[]; writes: readonly OwnWrite[] },
  { rounds, withinMs, spreadMs }: LoopRules,
): { afterMs: number } | undefined {
  const last = changes.slice(-rounds);
  const places = last.map(({ seenMs }) =>
    writes.findLastIndex(({ openedMs }) => openedMs <= seenMs),
  );
  const [first = -1] = places;
  const isOneForOne = first >= 0 && places.every((place, at) => place === first + at);
  if (last.length < rounds || !isOneForOne) return undefined;
  const delaysMs = last.map(({ vendorMs }, at) => delayMs(vendorMs, writes[first + at]));
  const [soonest, latest] = [Math.min(...delaysMs), Math.max(...delaysMs)];
  return latest <= withinMs && latest - soonest <= spreadMs ? { afterMs: latest } : undefined;
}

/** Infinite for a change that was made before the write. */
function delayMs(vendorMs: number, write: OwnWrite | undefined): number {
  if (write === undefined || vendorMs < write.openedMs - clockMs) return Number.POSITIVE_INFINITY;
  return Math.max(0, vendorMs - write.settledMs);
}
