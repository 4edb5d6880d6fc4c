import { type AdmissionRequest, createRedisAdmission } from "@fieldwork/limits";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type MortalRedis, startMortalRedis } from "./mortal-redis.ts";

let redis: MortalRedis;
let opened: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  redis = await startMortalRedis();
}, 60_000);

afterEach(async () => {
  await Promise.all(opened.map((admission) => admission.stop()));
  opened = [];
});

afterAll(async () => {
  await redis?.stop();
});

const request = {
  scopes: ["provider:openai", "model:openai/gpt-6-luna"],
  workClass: "live",
  amounts: { requests: 1 },
  // A server that is killed may forget the end of a lease, when its disk is slow: then it expires.
  leaseMs: 5000,
} as const;
const unused = { kind: "nothing", ended: "other", durationMs: 0 } as const;
const away = {
  code: "backend_unavailable",
  retryable: true,
  details: { outcome: "not-sent" },
};

async function openAdmission(prefix: string) {
  const admission = createRedisAdmission({
    redisUrl: redis.redisUrl,
    limits: { "provider:openai": { windows: [{ kind: "concurrency", limit: 1 }] } },
    prefix,
    logger: testLogger(),
  });
  opened.push(admission);
  await admission.start();
  return admission;
}

type Admission = Awaited<ReturnType<typeof openAdmission>>;

async function take(admission: Admission, asked: AdmissionRequest = request) {
  const lease = await admission.admit(asked);
  if (lease.kind === "refused") throw new Error(`refused: ${lease.window}`);
  return lease;
}

test("models-30: a Redis that is killed or hangs admits nothing, and says so within seconds", async () => {
  const admission = await openAdmission("refuses");
  const startedAt = performance.now();
  await redis.server.signal("SIGSTOP");
  try {
    await expect(admission.admit(request)).rejects.toMatchObject(away);
  } finally {
    await redis.server.signal("SIGCONT");
  }
  // What it granted once it answered again, nobody waits for: it is given back.
  const lease = await eventually(() => take(admission));
  await admission.release(lease, unused);
  await redis.kill("all its data");
  await expect(admission.admit(request)).rejects.toMatchObject(away);
  await redis.server.start();
  await eventually(() => take(admission));
  expect(performance.now() - startedAt).toBeLessThan(15_000);
}, 60_000);

test("models-30: a release that it missed, it is told when it is back", async () => {
  const admission = await openAdmission("releases");
  // Longer than anybody waits here: its place is free only once Redis has been told.
  const lease = await take(admission, { ...request, leaseMs: 60_000 });
  const other = await openAdmission("releases");
  expect(await other.admit(request)).toMatchObject({ kind: "refused", window: "concurrency" });
  await redis.kill("all its data");
  await admission.release(lease, { ...unused, kind: "unknown" });
  await redis.server.start();
  expect(await eventually(() => take(other))).toMatchObject({ kind: "admitted" });
}, 60_000);

test("models-30: places in use are claimed again from a Redis that lost its data", async () => {
  const admission = await openAdmission("forgets");
  const lease = await take(admission);
  await redis.kill("nothing");
  await redis.server.start();
  // Its answer tells that it is connected, and what it holds was told before.
  await eventually(() => admission.coolDown(["provider:openai"], 0));
  const other = await openAdmission("forgets");
  expect(await other.admit(request)).toMatchObject({ kind: "refused", window: "concurrency" });
  await admission.release(lease, unused);
  await take(other);
}, 60_000);
