import type { WakeUp } from "@fieldwork/contracts";
import { createRedisLanes, type Lanes } from "@fieldwork/lanes";
import { createLogger } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Memory, type MortalRedis, startMortalRedis } from "./mortal-redis.ts";

let redis: MortalRedis;

beforeAll(async () => {
  redis = await startMortalRedis();
}, 60_000);

afterAll(async () => {
  await redis?.stop();
});

const stalls = { leaseMs: 2000, checkEveryMs: 500 };
const away = { code: "backend_unavailable", retryable: true };

async function openLanes(prefix: string): Promise<Lanes> {
  const lanes = createRedisLanes({
    redisUrl: redis.redisUrl,
    prefix: `{${prefix}}`,
    logger: testLogger(),
    stalls,
    abortAfterMs: 300,
  });
  await lanes.start();
  return lanes;
}

function wakeUps(from: number, count: number): WakeUp[] {
  return Array.from({ length: count }, (_, index) => ({
    workId: String(from + index),
    generation: 1,
  }));
}

/** A worker whose handlers take `ms`, and the ids that it finished. */
async function work(lanes: Lanes, ms: number): Promise<Set<string>> {
  const done = new Set<string>();
  await lanes.consume("openai", {
    concurrency: 4,
    handle: async ({ workId }) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      done.add(workId);
    },
  });
  return done;
}

async function expectRefusedWithinSeconds(lanes: Lanes): Promise<void> {
  const startedAt = performance.now();
  await expect(lanes.dispatch("openai", wakeUps(9000, 1))).rejects.toMatchObject(away);
  expect(performance.now() - startedAt).toBeLessThan(8000);
}

describe("lanes on a Redis that is killed", () => {
  test.each<Memory>(["all its data", "its data of a moment ago", "nothing"])(
    "go on by themselves when it is back with %s",
    async (memory) => {
      const lanes = await openLanes(`killed-${memory}`);
      const done = await work(lanes, 20);
      await lanes.dispatch("openai", wakeUps(0, 60));
      await eventually(() => expect(done.size).toBeGreaterThan(8));
      await redis.note();
      await eventually(() => expect(done.size).toBeGreaterThan(20));
      await redis.kill(memory);
      await expectRefusedWithinSeconds(lanes);
      await redis.server.start();
      await eventually(() => lanes.dispatch("openai", wakeUps(100, 20)));
      const expected = wakeUps(100, 20).map(({ workId }) => workId);
      await eventually(() => expect([...done]).toEqual(expect.arrayContaining(expected)));
      if (memory !== "nothing") {
        const held = wakeUps(0, 60).map(({ workId }) => workId);
        await eventually(() => expect([...done]).toEqual(expect.arrayContaining(held)));
      }
      await eventually(async () =>
        expect(await lanes.counts("openai")).toEqual({ waiting: 0, active: 0 }),
      );
      await lanes.stop();
    },
    60_000,
  );

  test("stop in time while it is away, and start again only when it is back", async () => {
    const lanes = await openLanes("stopped");
    const done = await work(lanes, 50);
    await lanes.dispatch("openai", wakeUps(0, 40));
    await eventually(() => expect(done.size).toBeGreaterThan(4));
    await redis.kill("all its data");
    const stoppedAt = performance.now();
    await lanes.stop();
    expect(performance.now() - stoppedAt).toBeLessThan(5000);
    await expect(openLanes("stopped")).rejects.toMatchObject(away);
    await redis.server.start();
    const again = await openLanes("stopped");
    const rest = await work(again, 1);
    await eventually(() => expect(new Set([...done, ...rest]).size).toBe(40));
    await again.stop();
  }, 60_000);
});

test("lanes on a Redis that hangs refuse within seconds, and go on once it answers", async () => {
  const lanes = await openLanes("frozen");
  const done = await work(lanes, 1);
  await redis.server.signal("SIGSTOP");
  try {
    await expectRefusedWithinSeconds(lanes);
    await expect(lanes.check()).rejects.toMatchObject(away);
  } finally {
    await redis.server.signal("SIGCONT");
  }
  await eventually(() => lanes.dispatch("openai", wakeUps(0, 5)));
  await eventually(() => expect(done.size).toBeGreaterThanOrEqual(5));
  await lanes.stop();
}, 60_000);

test("a Redis that may evict wake-ups is warned of once, with what to set", async () => {
  const admin = new Redis(redis.redisUrl);
  await admin.config("SET", "maxmemory-policy", "allkeys-lru");
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const lanes = createRedisLanes({
    redisUrl: redis.redisUrl,
    prefix: "{warned}",
    logger: createLogger({ service: "test", level: "warn", destination }),
  });
  await lanes.start();
  await work(lanes, 1);
  await lanes.dispatch("openai", wakeUps(0, 1));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "warn",
    policy: "allkeys-lru",
    msg: expect.stringContaining("set it to noeviction"),
  });
  await lanes.stop();
  await admin.config("SET", "maxmemory-policy", "noeviction");
  await admin.quit();
});
