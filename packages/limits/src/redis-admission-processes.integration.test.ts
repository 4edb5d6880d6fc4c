import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { eventually } from "@fieldwork/runtime/testing";
import { Redis } from "ioredis";
import { afterAll, expect, test } from "vitest";
import type { CommonLimits } from "./limits.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
const root = `test-${randomUUID()}`;
const redis = new Redis(redisUrl);

afterAll(async () => {
  const keys = await redis.keys(`${root}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

interface Held {
  askedMs: number;
  fromMs: number;
  untilMs: number;
}

interface Hammer {
  child: ChildProcess;
  held: Held[];
}

function startHammer(prefix: string, limits: CommonLimits, kind = "hammer"): Hammer {
  const script = new URL("./testing/hammer-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, redisUrl, prefix, JSON.stringify(limits), kind], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const held: Held[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [askedMs = 0, fromMs = 0, untilMs = 0] = line.split(" ").map(Number);
    held.push({ askedMs, fromMs, untilMs });
  });
  return { child, held };
}

async function end({ child }: Hammer): Promise<void> {
  child.stdin?.end();
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

function mostAtOnce(held: readonly Held[]): number {
  const edges = held.flatMap(({ fromMs, untilMs }) => [
    { at: fromMs, step: 1 },
    { at: untilMs, step: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { step } of edges.toSorted((a, b) => a.at - b.at || a.step - b.step)) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}

test("G5: four processes never hold more places than there are, and go on with those of one that is killed", async () => {
  const prefix = `${root}:places`;
  const limits = { concurrency: 3 };
  const hammers = Array.from({ length: 4 }, () => startHammer(prefix, limits));
  const counts = () => hammers.map(({ held }) => held.length);
  const allGoOn = async () => {
    const before = counts();
    const goOn = () =>
      expect(counts().every((count, at) => count > (before[at] ?? 0) + 5)).toBe(true);
    await eventually(goOn, { timeoutMs: 30_000 });
  };
  try {
    await allGoOn();
    const hoarder = startHammer(prefix, limits, "hoarder");
    await eventually(() => expect(hoarder.held.length).toBeGreaterThanOrEqual(3), {
      timeoutMs: 30_000,
    });
    hoarder.child.kill("SIGKILL");
    await allGoOn();
  } finally {
    await Promise.all(hammers.map(end));
  }
  expect(mostAtOnce(hammers.flatMap(({ held }) => held))).toBe(3);
}, 60_000);

test("G5: four processes send no more requests than the limit lets through", async () => {
  const prefix = `${root}:rate`;
  const requestsPerMinute = 1200;
  const hammers = Array.from({ length: 4 }, () => startHammer(prefix, { requestsPerMinute }));
  const all = () => hammers.flatMap(({ held }) => held);
  try {
    await eventually(
      () => {
        expect(all().length).toBeGreaterThan(120);
        for (const { held } of hammers) expect(held.length).toBeGreaterThan(5);
      },
      { timeoutMs: 30_000 },
    );
  } finally {
    await Promise.all(hammers.map(end));
  }
  const times = all().map(({ fromMs }) => fromMs);
  const firstMs = Math.min(...all().map(({ askedMs }) => askedMs));
  // A burst of a fortieth, then 97.5 % of the limit.
  for (const atMs of times) {
    const sent = times.filter((time) => time <= atMs).length;
    expect(sent).toBeLessThanOrEqual(
      30 + ((atMs - firstMs + 2) / 60_000) * 0.975 * requestsPerMinute,
    );
  }
}, 60_000);
