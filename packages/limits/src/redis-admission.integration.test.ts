import { randomUUID } from "node:crypto";
import { createLogger } from "@fieldwork/runtime";
import { Redis } from "ioredis";
import { afterAll, expect, test } from "vitest";
import type { LimitTable } from "./limits.ts";
import { createRedisAdmission } from "./redis-admission.ts";
import { requestFor, tableOf } from "./testing/common-request.ts";
import { describeAdmission } from "./testing/contract-suite.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
const root = `test-${randomUUID()}`;
const redis = new Redis(redisUrl);
const opened: { stop(): Promise<void> }[] = [];

async function openRedisAdmission(options: {
  limits: LimitTable;
  prefix?: string;
  nowMs?: () => number;
}) {
  const admission = createRedisAdmission({
    redisUrl,
    prefix: `${root}:${randomUUID()}`,
    logger: createLogger({ service: "admission", level: "silent" }),
    ...options,
  });
  opened.push(admission);
  await admission.start();
  return admission;
}

afterAll(async () => {
  await Promise.all(opened.map((admission) => admission.stop()));
  const keys = await redis.keys(`${root}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

describeAdmission("Redis", async () => (limits, nowMs) => openRedisAdmission({ limits, nowMs }));

const request = requestFor();

test("G5: a cool-down and a limit hold over all processes that share a Redis", async () => {
  const prefix = `${root}:shared`;
  const limits = tableOf({ openai: { concurrency: 1 }, mistral: { concurrency: 9 } });
  const one = await openRedisAdmission({ limits, prefix });
  const other = await openRedisAdmission({ limits, prefix });
  expect((await one.admit(request)).kind).toBe("admitted");
  expect(await other.admit(request)).toMatchObject({ kind: "refused", window: "concurrency" });
  await one.coolDown(["mistral"], Date.now() + 60_000);
  expect(await other.admit(requestFor({ provider: "mistral" }))).toMatchObject({
    kind: "refused",
    window: "cool-down",
    waitMs: expect.closeTo(60_000, -4),
  });
});

test("goes on when Redis has forgotten the script", async () => {
  const admission = await openRedisAdmission({ limits: tableOf({ openai: { concurrency: 1 } }) });
  const lease = await admission.admit(request);
  if (lease.kind === "refused") throw new Error("the first is admitted");
  await redis.script("FLUSH");
  await admission.release(lease, { kind: "unknown", ended: "answered", durationMs: 20 });
  expect((await admission.admit(request)).kind).toBe("admitted");
});

test("every key goes away by itself, and none before what it remembers is over", async () => {
  const prefix = `${root}:idle`;
  const limits = {
    ...tableOf({ openai: { concurrency: 5, outputTokensPerMinute: 600 } }),
    local: { windows: [{ kind: "adaptive" as const }], shares: { live: 1 } },
  };
  const admission = await openRedisAdmission({ limits, prefix });
  // 2970 owed at 9.5 a second: 313 s until the bucket is full again.
  await admission.admit(requestFor({ outputTokens: 2970 }));
  await admission.coolDown(["openai"], Date.now() + 500_000);
  // Two are allowed at first; the third waits for a place.
  for (let calls = 0; calls < 3; calls += 1)
    await admission.admit(requestFor({ provider: "local" }));
  const keys = await redis.keys(`${prefix}:*`);
  const left = Object.fromEntries(
    await Promise.all(
      keys.map(async (key) => [key.replace(/.*}:(openai:|local:)?/, ""), await redis.pttl(key)]),
    ),
  );
  const names = ["cool-down", "leases", "order", "pace", "shares", "taken", "turns:live"];
  expect(Object.keys(left).toSorted()).toEqual(names);
  expect(left.leases).toBeGreaterThan(60_000);
  expect(left.taken).toBeGreaterThan(312_000);
  expect(left["cool-down"]).toBeGreaterThan(500_000);
  expect(left.pace).toBeGreaterThan(600_000);
  expect(left["turns:live"]).toBeGreaterThan(1000);
  for (const ms of Object.values(left)) expect(ms).toBeLessThan(700_000);
});
