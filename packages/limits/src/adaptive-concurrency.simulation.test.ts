import { describe, expect, test } from "vitest";
import { type Simulated, type Simulation, simulateCalls } from "./testing/simulate-calls.ts";

const minuteMs = 60_000;

/** Answers from then until then, as a share of what the vendor could have given. */
function useOf(
  { answeredAtMs }: Simulated,
  { slots, workMs }: { slots: number; workMs: number },
  [fromMs, untilMs]: [number, number],
): number {
  const answers = answeredAtMs.filter((atMs) => atMs >= fromMs && atMs < untilMs).length;
  return answers / ((slots * (untilMs - fromMs)) / workMs);
}

function concurrencyAt({ concurrencyAt }: Simulated, momentMs: number): number {
  return concurrencyAt.findLast(({ atMs }) => atMs <= momentMs)?.concurrency ?? 0;
}

/** Between 1 - by and 1 + by, in an order that looks like chance and is always the same. */
function createVariation(by: number): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 1 + by * ((2 * seed) / 2_147_483_647 - 1);
  };
}

const many = { processes: 4, callers: 50, timeoutMs: minuteMs };

describe("one slot, 4 s a call", () => {
  const slot = { slots: 1, workMs: 4000 };

  test.each([
    ["a time-out of a minute", minuteMs, false],
    ["a time-out of 10 s", 10_000, false],
    ["a time-out of 10 s, and a vendor that finishes what nobody waits for", 10_000, true],
  ])(
    "%s: at most 5 calls given up, and 0.9 of the slot used after the first minute",
    (_, timeoutMs, finishesAbandoned) => {
      const vendor = { slots: 1, workMs: () => 4000, finishesAbandoned };
      const run = simulateCalls({ ...many, timeoutMs, vendor, forMs: 20 * minuteMs });
      expect(run.givenUpAtMs.length).toBeLessThanOrEqual(5);
      expect(useOf(run, slot, [minuteMs, 20 * minuteMs])).toBeGreaterThanOrEqual(0.9);
    },
  );

  test("calls that differ by a third in length", () => {
    const vary = createVariation(0.33);
    const vendor = { slots: 1, workMs: () => 4000 * vary() };
    const run = simulateCalls({ ...many, vendor, forMs: 20 * minuteMs });
    expect(run.givenUpAtMs).toHaveLength(0);
    expect(useOf(run, slot, [minuteMs, 20 * minuteMs])).toBeGreaterThanOrEqual(0.9);
  });

  test("a process asks no more often than a place can come free, and each has its turn", () => {
    const vendor = { slots: 1, workMs: () => 4000 };
    const run = simulateCalls({ ...many, vendor, forMs: 20 * minuteMs });
    expect(run.asked).toBeLessThan((20 * minuteMs) / 50);
    const served = Map.groupBy(run.answeredTo, (caller) => caller.split("-")[0]);
    const shares = [...served.values()].map((answers) => answers.length);
    expect(Math.min(...shares) / Math.max(...shares)).toBeGreaterThan(0.8);
  });
});

describe("eight slots, 1 s a call", () => {
  test.each([0, 0.5])("are used, whether calls differ in length by %d or not", (by) => {
    const vary = createVariation(by);
    const vendor = { slots: 8, workMs: () => 1000 * vary() };
    const run = simulateCalls({ ...many, vendor, forMs: 5 * minuteMs });
    expect(run.givenUpAtMs).toHaveLength(0);
    const use = useOf(run, { slots: 8, workMs: 1000 }, [minuteMs, 5 * minuteMs]);
    expect(use).toBeGreaterThanOrEqual(0.9);
    expect(concurrencyAt(run, 5 * minuteMs)).toBeLessThan(40);
  });
});

describe("a fast vendor", () => {
  test("is asked by all 200 callers within half a second", () => {
    const run = simulateCalls({
      ...many,
      vendor: { slots: 1000, workMs: () => 20 },
      forMs: 1000,
    });
    expect(concurrencyAt(run, 500)).toBeGreaterThanOrEqual(200);
    expect(run.answeredAtMs.filter((atMs) => atMs >= 500).length).toBeGreaterThan(0.9 * 200 * 25);
  });

  test("is not asked less when our own machines take 150 ms in between", () => {
    const run = simulateCalls({
      ...many,
      vendor: { slots: 1000, workMs: (atMs) => (atMs < 1000 ? 20 : 150) },
      forMs: 4000,
    });
    expect(concurrencyAt(run, 4000)).toBeGreaterThanOrEqual(200);
  });
});

test("a vendor without a limit, of calls that take seconds and differ by half, is asked by all callers within a minute and a half", () => {
  const vary = createVariation(0.5);
  const vendor = { slots: 1000, workMs: () => 3000 * vary() };
  const run = simulateCalls({ ...many, vendor, forMs: 2 * minuteMs });
  expect(concurrencyAt(run, 1.5 * minuteMs)).toBeGreaterThanOrEqual(200);
});

describe("a vendor in trouble for a minute", () => {
  const from = 5 * minuteMs;
  const isInTrouble = (atMs: number) => atMs >= from && atMs < from + minuteMs;
  const eight = { slots: 8, workMs: 1000 };
  const play = (workMs: (atMs: number) => number, rest: Partial<Simulation> = {}) =>
    simulateCalls({ ...many, vendor: { slots: 8, workMs }, forMs: 8 * minuteMs, ...rest });

  test("ten times slower: nothing given up, its pace used meanwhile, and again after it", () => {
    const vary = createVariation(0.3);
    const run = play((atMs) => (isInTrouble(atMs) ? 10_000 : 1000) * vary());
    expect(run.givenUpAtMs).toHaveLength(0);
    const slow = { slots: 8, workMs: 10_000 };
    expect(useOf(run, slow, [from + 10_000, from + minuteMs])).toBeGreaterThanOrEqual(0.75);
    expect(useOf(run, eight, [from + minuteMs + 15_000, 8 * minuteMs])).toBeGreaterThanOrEqual(0.9);
  });

  test.each([minuteMs, 10_000])(
    "silent, with a time-out of %d ms: each load is tried once, and all of it again soon after",
    (timeoutMs) => {
      const vary = createVariation(0.3);
      const run = play((atMs) => (isInTrouble(atMs) ? Number.POSITIVE_INFINITY : 1000 * vary()), {
        timeoutMs,
        forMs: 10 * minuteMs,
      });
      const before = concurrencyAt(run, from - 1);
      // What is under way, half of it, a quarter…, then one at a time.
      expect(run.givenUpAtMs.length).toBeLessThanOrEqual(2 * before + minuteMs / timeoutMs);
      // The last that never will be answered are given up, and it has grown again.
      const after = from + minuteMs + timeoutMs + 10_000;
      expect(useOf(run, eight, [after, 10 * minuteMs])).toBeGreaterThanOrEqual(0.9);
    },
  );
});
