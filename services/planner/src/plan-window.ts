import type { Dispatched } from "@fieldwork/store";

/** How many wake-ups may wait in one lane. */
export interface Window {
  size: number;
  changedAtMs: number;
}

const first = 20;
const least = 4;
// What would wait longer than this can wait in `work` instead, where order and class still apply.
const longWaitMs = 4000;
const shrinkEveryMs = 1000;

export function firstWindow(most: number): Window {
  return { size: Math.min(first, most), changedAtMs: 0 };
}

/**
 * The window follows the pace of the lane: it doubles while the lane takes what it is given, and
 * shrinks, at most once a second, while wake-ups wait for long. Pure.
 */
export function planWindow(
  window: Window,
  { count, oldestMs }: Dispatched,
  { most, nowMs }: { most: number; nowMs: number },
): Window {
  if (count > 0 && oldestMs > longWaitMs) {
    if (nowMs - window.changedAtMs < shrinkEveryMs) return window;
    const size = Math.max(Math.min(least, most), Math.floor(window.size * 0.7));
    return { size, changedAtMs: nowMs };
  }
  const hasRoom = count <= window.size / 2 && window.size < most;
  return hasRoom ? { size: Math.min(most, window.size * 2), changedAtMs: nowMs } : window;
}
