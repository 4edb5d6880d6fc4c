import { setTimeout as timer } from "node:timers/promises";

/** Resolves after `ms`, or at once and without an error when `signal` fires. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await timer(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Exponential backoff with full jitter; the other side's wish is the floor, the cap the ceiling. */
export function backoffMs(
  attempt: number,
  { baseMs, capMs, floorMs = 0 }: { baseMs: number; capMs: number; floorMs?: number | undefined },
): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.max(Math.min(floorMs, capMs), Math.random() * ceiling);
}
