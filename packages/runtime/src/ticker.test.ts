import { expect, test } from "vitest";
import { AppError } from "./app-error.ts";
import { createBatcher } from "./batcher.ts";
import { eventually, testLogger } from "./testing.ts";
import { createTicker } from "./ticker.ts";

test("rests as long as a round says, and a wake cuts the rest short", async () => {
  let rounds = 0;
  const ticker = createTicker({
    name: "test",
    logger: testLogger(),
    tick: async () => {
      rounds += 1;
      return 60_000;
    },
  });
  await ticker.start();
  await eventually(() => expect(rounds).toBe(1));
  ticker.wake();
  await eventually(() => expect(rounds).toBe(2));
  await ticker.stop();
  ticker.wake();
  expect(rounds).toBe(2);
});

test("goes on after a round that failed", async () => {
  let rounds = 0;
  const ticker = createTicker({
    name: "test",
    logger: testLogger(),
    tick: async () => {
      rounds += 1;
      if (rounds < 3) throw new AppError("away", { code: "backend_unavailable", retryable: true });
      return 60_000;
    },
  });
  await ticker.start();
  await eventually(() => expect(rounds).toBe(3));
  await ticker.stop();
});

test("a round that failed is not repeated before the other side allows it", async () => {
  const startedAt: number[] = [];
  const ticker = createTicker({
    name: "test",
    logger: testLogger(),
    longestBackoffMs: 60_000,
    tick: async () => {
      startedAt.push(performance.now());
      if (startedAt.length > 1) return 60_000;
      throw new AppError("wait", {
        ...{ code: "crm_rate_limited", retryable: true, retryAfterMs: 600 },
      });
    },
  });
  await ticker.start();
  await eventually(() => expect(startedAt).toHaveLength(2));
  await ticker.stop();
  expect((startedAt[1] ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThan(590);
});

test("is not fit while its rounds fail for what no waiting mends, and is again afterwards", async () => {
  let failure: AppError | undefined = AppError.from(new TypeError("a bug of ours"));
  const ticker = createTicker({
    name: "test",
    logger: testLogger(),
    tick: async () => {
      if (failure) throw failure;
      return 60_000;
    },
  });
  await ticker.check();
  await ticker.start();
  const wakeAndCheck = () => {
    ticker.wake();
    return ticker.check();
  };
  await eventually(() => expect(wakeAndCheck()).rejects.toMatchObject({ code: "internal" }));
  failure = undefined;
  await eventually(wakeAndCheck);
  await ticker.stop();
});

test("an outage leaves it fit, however long it lasts", async () => {
  let rounds = 0;
  const ticker = createTicker({
    name: "test",
    logger: testLogger(),
    tick: async () => {
      rounds += 1;
      throw new AppError("away", { code: "backend_unavailable", retryable: true });
    },
  });
  await ticker.start();
  await eventually(() => {
    ticker.wake();
    expect(rounds).toBeGreaterThan(8);
  });
  await ticker.check();
  await ticker.stop();
});

test("stopping waits for the round under way and tells it to stop", async () => {
  const steps: string[] = [];
  const ticker = createTicker({
    name: "test",
    logger: testLogger(),
    tick: async (signal) => {
      steps.push("begun");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      steps.push("finished");
      return 0;
    },
  });
  await ticker.start();
  await eventually(() => expect(steps).toEqual(["begun"]));
  await ticker.stop();
  expect(steps).toEqual(["begun", "finished"]);
});

test("single calls that come together share one batch, and one at a time means one", async () => {
  const batches: number[][] = [];
  let running = 0;
  const batcher = createBatcher<number, number>({
    lingerMs: 1,
    maxItems: 100,
    oneAtATime: true,
    run: async (items) => {
      running += 1;
      expect(running).toBe(1);
      batches.push([...items]);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      return items.map((item) => item * 2);
    },
  });
  const first = [1, 2, 3].map(batcher);
  await eventually(() => expect(batches).toHaveLength(1));
  const second = [4, 5].map(batcher);
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});
