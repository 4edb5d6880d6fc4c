import { expect, test } from "vitest";
import { firstWindow, planWindow, type Window } from "./plan-window.ts";

const at = (nowMs: number, most = 200) => ({ most, nowMs });

test("a lane that takes what it is given has its whole window within a few rounds", () => {
  let window = firstWindow(200);
  for (let round = 1; round <= 4; round++) {
    window = planWindow(window, { count: 0, oldestMs: 0 }, at(round * 50));
  }
  expect(window.size).toBe(200);
});

test("a slow lane is given little, so that order and class still count", () => {
  let window: Window = { size: 200, changedAtMs: 0 };
  for (let second = 1; second <= 12; second++) {
    window = planWindow(window, { count: window.size, oldestMs: 30_000 }, at(second * 1000));
  }
  expect(window.size).toBe(4);
});

test("a window shrinks once a second at most, however often it is looked at", () => {
  let window: Window = { size: 100, changedAtMs: 0 };
  for (let round = 1; round <= 20; round++) {
    window = planWindow(window, { count: 100, oldestMs: 9000 }, at(1000 + round * 50));
  }
  expect(window.size).toBe(70);
});

test("a window that is full and moves stays as it is", () => {
  const window: Window = { size: 100, changedAtMs: 0 };
  expect(planWindow(window, { count: 80, oldestMs: 900 }, at(5000))).toEqual(window);
});

test("no window passes the setting", () => {
  expect(firstWindow(10).size).toBe(10);
  const window = planWindow({ size: 8, changedAtMs: 0 }, { count: 0, oldestMs: 0 }, at(1, 10));
  expect(window.size).toBe(10);
});
