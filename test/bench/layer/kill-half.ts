import type { ChildProcess } from "node:child_process";
import { AppError, delay } from "@fieldwork/runtime";
import { median } from "../median.ts";

export interface Kill {
  /** Calls under way at the vendor: usual before it, fewest after it. */
  before: number;
  left: number;
  /** Until nine in ten of the usual were under way again. */
  backAfterMs: number;
}

export interface KillOptions {
  /** How many calls are under way at the vendor now. */
  underWay(): Promise<number>;
  /** Of a call. */
  latencyMs: number;
  /** How long the places may take to come back. */
  seconds: number;
}

const lookEveryMs = 50;

/** Ends half of the processes without warning while all places are taken, and waits until the rest have filled them. */
export async function killHalf(
  asking: readonly ChildProcess[],
  { underWay, latencyMs, seconds }: KillOptions,
): Promise<Kill> {
  await delay(10_000);
  const before = await usual(underWay);
  for (const child of asking.slice(0, asking.length / 2)) child.kill("SIGKILL");
  const killedAt = performance.now();
  // Until then the vendor still works on what they had asked.
  await delay(2 * latencyMs);
  for (let left = before; performance.now() - killedAt < seconds * 1000; await delay(lookEveryMs)) {
    const now = await underWay();
    left = Math.min(left, now);
    if (now >= 0.9 * before) {
      return { before, left, backAfterMs: Math.round(performance.now() - killedAt) };
    }
  }
  throw new AppError("the places of processes that were killed did not come back", {
    ...{ code: "internal", retryable: false },
  });
}

/** Of three seconds. */
async function usual(underWay: () => Promise<number>): Promise<number> {
  const seen: number[] = [];
  const from = performance.now();
  while (performance.now() - from < 3000) {
    seen.push(await underWay());
    await delay(lookEveryMs);
  }
  return median(seen);
}
