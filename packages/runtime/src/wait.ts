import { once } from "node:events";
import { setTimeout as timer } from "node:timers/promises";

/** Resolves after `ms`, or as soon as `signal` fires, without an error. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await timer(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Resolves when `signal` fires, or at once if it has. Does not keep a process alive by itself. */
export async function untilStopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** The result of `promise`; if that takes longer than `ms`, rejects with what `late` returns. */
export async function within<T>(
  ms: number,
  promise: Promise<T>,
  late: () => Error = () => new Error(`no answer within ${ms} ms`),
): Promise<T> {
  const tooLate = Promise.withResolvers<never>();
  const timeout = setTimeout(() => tooLate.reject(late()), ms);
  try {
    return await Promise.race([promise, tooLate.promise]);
  } finally {
    clearTimeout(timeout);
  }
}

/** Exponential backoff with full jitter; the other side's wish is the minimum, the cap the maximum. */
export function backoffMs(
  attempt: number,
  { baseMs, capMs, floorMs = 0 }: { baseMs: number; capMs: number; floorMs?: number | undefined },
): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.max(Math.min(floorMs, capMs), Math.random() * ceiling);
}
