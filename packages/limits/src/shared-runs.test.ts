import { expect, test, vi } from "vitest";
import { createSharedRuns } from "./shared-runs.ts";

test("what is asked in the same moment goes together, in order, each with its own reply", async () => {
  const runs: string[][] = [];
  const shared = createSharedRuns<string, string>(async (asks) => {
    runs.push([...asks]);
    return asks.map((ask) => (ask === "b" ? new Error("b alone") : ask.toUpperCase()));
  });
  const asked = ["a", "b", "c"].map((ask) => shared.ask(ask));
  expect(await Promise.allSettled(asked)).toMatchObject([
    { value: "A" },
    { reason: { message: "b alone" } },
    { value: "C" },
  ]);
  expect(await shared.ask("d")).toBe("D");
  expect(runs).toEqual([["a", "b", "c"], ["d"]]);
});

test("one that may wait goes first with the next that may not, or alone after that time", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const runs: string[][] = [];
    const shared = createSharedRuns<string, number>(async (asks) => {
      runs.push([...asks]);
      return asks.map((_, index) => index);
    });
    const waits = shared.ask("waits", 20);
    expect(await Promise.all([shared.ask("now"), waits])).toEqual([1, 0]);
    const alone = shared.ask("alone", 20);
    vi.advanceTimersByTime(19);
    expect(runs).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(await alone).toBe(0);
    expect(runs).toEqual([["waits", "now"], ["alone"]]);
  } finally {
    vi.useRealTimers();
  }
});

test("a run that fails fails all that went with it, and no other", async () => {
  let isAway = true;
  const shared = createSharedRuns<string, string>(async (asks) => {
    if (isAway) throw new Error("away");
    return asks;
  });
  const asked = await Promise.allSettled([shared.ask("a"), shared.ask("b", 20)]);
  expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isAway = false;
  expect(await shared.ask("c")).toBe("c");
});

test("no run is longer than may hold up the others", async () => {
  const lengths: number[] = [];
  const shared = createSharedRuns<number, number>(async (asks) => {
    lengths.push(asks.length);
    return asks;
  });
  const many = Array.from({ length: 70 }, (_, index) => index);
  expect(await Promise.all(many.map((one) => shared.ask(one)))).toEqual(many);
  expect(lengths).toEqual([32, 32, 6]);
});
