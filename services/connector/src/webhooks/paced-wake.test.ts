import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPacedWake } from "./paced-wake.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("crm-12: what is told alone is read at once, and what follows within the time together", () => {
  const wokenAt: number[] = [];
  const beganAt = performance.now();
  const told = createPacedWake(() => wokenAt.push(performance.now() - beganAt), 50);
  told();
  vi.advanceTimersByTime(10);
  for (let index = 0; index < 5; index += 1) told();
  vi.advanceTimersByTime(190);
  told();
  vi.advanceTimersByTime(100);
  expect(wokenAt).toEqual([0, 50, 200]);
});

test("crm-12: the read of what is told without a pause begins twenty times a second", () => {
  let woken = 0;
  const told = createPacedWake(() => {
    woken += 1;
  }, 50);
  for (let ms = 0; ms < 990; ms += 1) {
    told();
    vi.advanceTimersByTime(1);
  }
  expect(woken).toBe(20);
});
