import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { Redis } from "ioredis";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { createRedisAdmission } from "./redis-admission.ts";
import { tableOf } from "./testing/common-request.ts";
import { startOneSlotVendor } from "./testing/one-slot-vendor.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
const prefix = `test-${randomUUID()}`;
const workMs = 40;
const timeoutMs = 400;

afterAll(async () => {
  const redis = new Redis(redisUrl);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

interface Callers {
  child: ChildProcess;
  /** How often its calls ended so. */
  ends: Map<string, number>;
}

function startCallers(vendorUrl: string): Callers {
  const script = new URL("./testing/caller-process.ts", import.meta.url).pathname;
  const args = [script, redisUrl, prefix, vendorUrl, "12", String(timeoutMs)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ends = new Map<string, number>();
  createInterface({ input: child.stdout }).on("line", (end) => {
    ends.set(end, (ends.get(end) ?? 0) + 1);
  });
  return { child, ends };
}

async function end({ child }: Callers): Promise<void> {
  child.stdin?.end();
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

test("G5: four processes keep a slow vendor of one slot busy, give few calls up, and lose nothing with one that is killed", async () => {
  const vendor = await startOneSlotVendor(workMs);
  const watcher = createRedisAdmission({
    redisUrl,
    prefix,
    limits: tableOf({ local: { concurrency: "adaptive" } }),
    logger: testLogger(),
  });
  await watcher.start();
  const all = Array.from({ length: 4 }, () => startCallers(vendor.url));
  onTestFinished(async () => {
    await Promise.all(all.map(end));
    await watcher.stop();
    await vendor.stop();
  });
  const count = (how: string) => all.reduce((sum, { ends }) => sum + (ends.get(how) ?? 0), 0);
  /** The share of the time that it worked, and the calls that were given up, while it answered so many. */
  const watchDuring = async (calls: number) => {
    const [from, workedMs, answered] = [performance.now(), vendor.workedMs(), vendor.answered()];
    const before = count("timed-out");
    await eventually(() => expect(vendor.answered()).toBeGreaterThanOrEqual(answered + calls), {
      timeoutMs: 60_000,
    });
    return {
      use: (vendor.workedMs() - workedMs) / (performance.now() - from),
      timedOut: count("timed-out") - before,
    };
  };
  const goOn = async (callers: readonly Callers[]) => {
    const before = callers.map(({ ends }) => ends.get("answered") ?? 0);
    await eventually(
      () => {
        for (const [index, { ends }] of callers.entries()) {
          expect(ends.get("answered") ?? 0).toBeGreaterThan(before[index] ?? 0);
        }
      },
      { timeoutMs: 60_000 },
    );
  };

  /** On a machine that does other things as well, not in each window. */
  const expectBusy = () =>
    eventually(
      async () => {
        const { use, timedOut } = await watchDuring(50);
        expect(use).toBeGreaterThanOrEqual(0.9);
        expect(timedOut).toBeLessThanOrEqual(5);
      },
      { timeoutMs: 40_000 },
    );

  await goOn(all);
  await expectBusy();

  const [killed, ...others] = all;
  killed?.child.kill("SIGKILL");
  await goOn(others);
  await expectBusy();
  await Promise.all(all.map(end));
  await eventually(async () => {
    const { inUse } = await watcher.capacityOf(["local"]);
    expect(inUse).toBe(0);
  });
}, 120_000);
