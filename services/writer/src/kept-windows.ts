import type { WindowCount } from "@fieldwork/store/terms";
import { windowBoundsMs } from "./write-window.ts";

/** What batches of fast writes took, until it is kept for people to look at. */
export interface KeptWindows {
  note(connection: string, windowMs: number): void;
  /** All that was noted since the last time. */
  take(): WindowCount[];
}

export function createKeptWindows(): KeptWindows {
  const counts = new Map<string, WindowCount>();
  return {
    note(connection, windowMs) {
      const withinMs = boundOf(windowMs);
      const key = `${withinMs} ${connection}`;
      const batches = (counts.get(key)?.batches ?? 0) + 1;
      counts.set(key, { connection, withinMs, batches });
    },
    take() {
      const taken = [...counts.values()];
      counts.clear();
      return taken;
    },
  };
}

/** Rounded up: a window is never said to be shorter than it was. Pure. */
function boundOf(windowMs: number): number {
  return windowBoundsMs.find((bound) => windowMs <= bound) ?? Math.ceil(windowMs / 60_000) * 60_000;
}
