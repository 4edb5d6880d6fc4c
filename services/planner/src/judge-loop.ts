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

/** What comes after a write and not with it may be somebody's: it has to happen so much more often. */
const laterRounds = 3;
/** A change that comes later than this after a write did not come of it. */
const withinMs = 30_000;
/** An automation is even, a person is not: the longest delay is at most so much longer than the shortest. */
const spreadMs = 3000;
/** The stamps of a CRM may be in whole seconds, and its clock is not ours. */
const clockMs = 10_000;

/** How many changes are looked at. */
export function changesToJudge(rounds: number): number {
  return rounds * laterRounds;
}

/**
 * Whether the changes of a record's inputs come of our own writes: each of the last so many changes follows
 * a write of its own and is made with it, as by what runs whenever a record is saved; or each of three times
 * as many comes not long after its write, and always about as soon. Returns how many they are and how soon at the latest; undefined if they do not. Both lists are in
 * order. Pure.
 */
export function judgeLoop(
  story: { changes: readonly InputChange[]; writes: readonly OwnWrite[] },
  rounds: number,
): { count: number; afterMs: number } | undefined {
  const few = delaysOf(story, rounds);
  if (few?.every((delay) => delay === 0)) return { count: rounds, afterMs: 0 };
  const count = changesToJudge(rounds);
  const many = delaysOf(story, count);
  if (many === undefined) return undefined;
  const [soonest, latest] = [Math.min(...many), Math.max(...many)];
  const isEven = latest <= withinMs && latest - soonest <= spreadMs;
  return isEven ? { count, afterMs: latest } : undefined;
}

/** How long after a write of its own each of the last changes came; undefined unless each has one. */
function delaysOf(
  { changes, writes }: { changes: readonly InputChange[]; writes: readonly OwnWrite[] },
  count: number,
): number[] | undefined {
  const last = changes.slice(-count);
  const places = last.map(({ seenMs }) =>
    writes.findLastIndex(({ openedMs }) => openedMs <= seenMs),
  );
  const [first = -1] = places;
  const isOneForOne = first >= 0 && places.every((place, at) => place === first + at);
  if (last.length < count || !isOneForOne) return undefined;
  return last.map(({ vendorMs }, at) => delayMs(vendorMs, writes[first + at]));
}

/** Infinite for a change that was made before the write. */
function delayMs(vendorMs: number, write: OwnWrite | undefined): number {
  if (write === undefined || vendorMs < write.openedMs - clockMs) return Number.POSITIVE_INFINITY;
  return Math.max(0, vendorMs - write.settledMs);
}
