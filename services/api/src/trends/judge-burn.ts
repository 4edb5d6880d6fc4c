/** How fast a budget is used up. */
export interface Burn {
  /** Null until it has been looked at for a minute. */
  perHourNanoUsd: number | null;
  /** What will be charged at the end of its day or month, and of today where it has no end. */
  atEndNanoUsd: number | null;
  endsAt: Date;
  /** When it is used up at this pace; null where that is after its end. */
  emptyAt: Date | null;
}

export interface ChargedAt {
  atMs: number;
  chargedNanoUsd: number;
}

const leastMs = 60_000;
const hourMs = 3_600_000;

/** By how it was charged of late, the newest last. Pure. */
export function judgeBurn(
  charged: readonly ChargedAt[],
  { limitNanoUsd, endsAt }: { limitNanoUsd: number; endsAt: Date },
): Burn {
  const [first] = charged;
  const last = charged.at(-1);
  const isShort = !first || !last || last.atMs - first.atMs < leastMs;
  if (isShort) return { perHourNanoUsd: null, atEndNanoUsd: null, endsAt, emptyAt: null };
  // What was held and is released makes it fall: that is no burn.
  const perMs = Math.max(
    0,
    (last.chargedNanoUsd - first.chargedNanoUsd) / (last.atMs - first.atMs),
  );
  const leftMs = Math.max(0, endsAt.getTime() - last.atMs);
  const atEnd = last.chargedNanoUsd + perMs * leftMs;
  const emptyInMs = perMs === 0 ? Infinity : (limitNanoUsd - last.chargedNanoUsd) / perMs;
  return {
    ...{ perHourNanoUsd: perMs * hourMs, atEndNanoUsd: Math.min(atEnd, limitNanoUsd), endsAt },
    emptyAt: emptyInMs < leftMs ? new Date(last.atMs + Math.max(0, emptyInMs)) : null,
  };
}

/** The midnight that ends this day, in UTC. Pure. */
export function endOfDay(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1));
}
