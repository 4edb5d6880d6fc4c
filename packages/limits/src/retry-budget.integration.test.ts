import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, describe, expect, test } from "vitest";
import { createRedisRetryBudget, createRetryBudget, type RetryBudget } from "./retry-budget.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
const redis = new Redis(redisUrl);
const root = `test-${randomUUID()}`;

afterAll(async () => {
  const keys = await redis.keys(`${root}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

async function granted(budget: RetryBudget, times: number): Promise<number> {
  let count = 0;
  for (let at = 0; at < times; at += 1) if (await budget.take("openai")) count += 1;
  return count;
}

function call(budget: RetryBudget, times: number): void {
  for (let at = 0; at < times; at += 1) budget.called("openai");
}

describe.each<[string, () => RetryBudget]>([
  ["a process of its own", () => createRetryBudget()],
  ["Redis", () => createRedisRetryBudget(redis, `${root}:${randomUUID()}`)],
])("leave to repeat calls, kept by %s", (_, open) => {
  test("models-17: one call in ten may be repeated, and none before", async () => {
    const budget = open();
    expect(await granted(budget, 2)).toBe(0);
    call(budget, 9);
    expect(await granted(budget, 2)).toBe(0);
    call(budget, 1);
    expect(await granted(budget, 2)).toBe(1);
    call(budget, 35);
    expect(await granted(budget, 9)).toBe(3);
  });

  test("models-17: a long good day is no leave for a storm", async () => {
    const budget = open();
    call(budget, 10_000);
    expect(await granted(budget, 50)).toBe(10);
  });

  test("models-17: what one vendor earned, another does not spend", async () => {
    const budget = open();
    call(budget, 50);
    expect(await budget.take("mistral")).toBe(false);
  });
});

test("models-17: sixteen processes together repeat one call in ten, as their twin does", async () => {
  const step = fc.record({ by: fc.nat(15), calls: fc.nat(25) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const prefix = `${root}:${randomUUID()}`;
      const processes = Array.from({ length: 16 }, () => createRedisRetryBudget(redis, prefix));
      const twin = createRetryBudget();
      let [calls, retries] = [0, 0];
      for (const { by, calls: more } of steps) {
        const budget = processes[by];
        if (!budget) continue;
        call(budget, more);
        call(twin, more);
        calls += more;
        const isGranted = await budget.take("openai");
        expect(isGranted).toBe(await twin.take("openai"));
        if (isGranted) retries += 1;
        expect(retries * 10).toBeLessThanOrEqual(calls);
      }
    }),
    { numRuns: 25 },
  );
});

test("models-17: while Redis is away nothing is repeated, and an ordinary call does not notice", async () => {
  const away = new Redis({ port: 1, lazyConnect: true, enableOfflineQueue: false });
  away.on("error", () => undefined);
  const budget = createRedisRetryBudget(away, root);
  call(budget, 50);
  expect(await budget.take("openai")).toBe(false);
  away.disconnect();
});
