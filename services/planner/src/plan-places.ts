import type { WorkClass } from "@fieldwork/contracts";

/** How many places of a lane's room each class has. */
export type ClassPlaces = Readonly<Record<WorkClass, number>>;

/**
 * Divides a lane's room between live work and backfills. A fraction of a place is owed to the backfills
 * in the next round, so that a lane that takes one at a time serves both. Pure.
 */
export function planPlaces(
  room: number,
  { livePercent, owed }: { livePercent: number; owed: number },
): ClassPlaces {
  const backfill = Math.min(room, Math.floor(dueToBackfills(room, livePercent) + owed));
  return { live: room - backfill, backfill };
}

/**
 * What is owed to the backfills after a round, in places; nothing if they had less work than their
 * share. Pure.
 */
export function owedNext(
  { room, places, taken }: { room: number; places: ClassPlaces; taken: ClassPlaces },
  { livePercent, owed }: { livePercent: number; owed: number },
): number {
  if (taken.backfill < places.backfill) return 0;
  // What live work left to them is not counted against them.
  return Math.max(0, owed + dueToBackfills(room, livePercent) - places.backfill);
}

function dueToBackfills(room: number, livePercent: number): number {
  return (room * (100 - livePercent)) / 100;
}
