import { randomUUID } from "node:crypto";
import { testLogger } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, expect, test } from "vitest";
import type { AdmissionLease, AdmissionLimits, AdmissionSpend } from "./admission.ts";
import {
  type AdmissionState,
  decideAdmission,
  emptyAdmission,
  settleAdmission,
} from "./decide-admission.ts";
import { createRedisAdmission } from "./redis-admission.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
const prefix = `test-${randomUUID()}`;
const redis = new Redis(redisUrl);
const meters = ["requests", "inputTokens", "outputTokens"] as const;

afterAll(async () => {
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

const limit = fc.option(fc.integer({ min: 20, max: 100_000 }), { nil: undefined, freq: 2 });
const anyLimits: fc.Arbitrary<AdmissionLimits> = fc.record({
  requestsPerMinute: limit,
  inputTokensPerMinute: limit,
  outputTokensPerMinute: limit,
  concurrency: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
});
const tokens = fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 8000 }));
const anySpend: fc.Arbitrary<AdmissionSpend> = fc.oneof(
  fc.record({ kind: fc.constant("used" as const), inputTokens: tokens, outputTokens: tokens }),
  fc.constantFrom({ kind: "nothing" as const }, { kind: "unknown" as const }),
);
const passing = fc.oneof(fc.constant(0), fc.nat({ max: 400 }), fc.nat({ max: 20_000 }));
type Act =
  | { kind: "admit"; inputTokens: number; outputTokens: number; leaseMs: number }
  | { kind: "settle"; which: number; spend: AdmissionSpend }
  | { kind: "cool-down"; forMs: number };
const anyStep: fc.Arbitrary<{ afterMs: number; act: Act }> = fc.record({
  afterMs: passing,
  act: fc.oneof(
    fc.record({
      kind: fc.constant("admit" as const),
      inputTokens: tokens,
      outputTokens: tokens,
      leaseMs: fc.integer({ min: 1, max: 90_000 }),
    }),
    fc.record({ kind: fc.constant("settle" as const), which: fc.nat(), spend: anySpend }),
    fc.record({
      kind: fc.constant("cool-down" as const),
      forMs: fc.integer({ min: -10, max: 900 }),
    }),
  ),
});

test("G5: Redis gives the answers of the in-process twin, and comes to the same state", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLimits,
      fc.array(anyStep, { maxLength: 60, size: "max" }),
      async (limits, steps) => {
        const provider = randomUUID();
        const { desk, stop } = await openBoth(provider, limits);
        try {
          for (const { afterMs, act } of steps) {
            await desk.act(act, afterMs);
            expect(await readState(provider, desk.now(), limits)).toEqual(desk.twin());
          }
        } finally {
          await stop();
        }
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

/** One set of limits in Redis and in its twin, under one clock. */
async function openBoth(provider: string, limits: AdmissionLimits) {
  let nowMs = 1_700_000_000_000;
  let state: AdmissionState = emptyAdmission();
  const leases: AdmissionLease[] = [];
  const admission = createRedisAdmission({
    redisUrl,
    prefix,
    limits: { [provider]: limits },
    nowMs: () => nowMs,
    logger: testLogger(),
  });
  await admission.start();

  async function act(asked: Act): Promise<void> {
    const rules = { limits, nowMs };
    switch (asked.kind) {
      case "admit": {
        const request = { ...asked, provider, model: "luna", workClass: "live" as const };
        const answer = await admission.admit(request);
        const leaseId = answer.kind === "admitted" ? answer.leaseId : "refused";
        const { state: after, ...decision } = decideAdmission(state, { ...asked, leaseId }, rules);
        state = after;
        if (answer.kind === "admitted") leases.push(answer);
        expect(answer).toMatchObject(decision);
        return;
      }
      case "settle": {
        // Sometimes again, sometimes long after it has expired.
        const lease = leases[asked.which % Math.max(1, leases.length)];
        if (!lease) return;
        await admission.settle(lease, asked.spend);
        state = settleAdmission(state, { leaseId: lease.leaseId, spend: asked.spend }, rules);
        return;
      }
      case "cool-down":
        await admission.coolDown(provider, nowMs + asked.forMs);
        state = {
          ...state,
          blockedUntilMs: Math.max(state.blockedUntilMs, nowMs + asked.forMs),
        };
        return;
      default:
        return asked satisfies never;
    }
  }

  const desk = {
    now: () => nowMs,
    act(asked: Act, afterMs: number) {
      nowMs += afterMs;
      return act(asked);
    },
    twin: () => comparable(state, nowMs, limits),
  };
  return { desk, stop: () => admission.stop() };
}

/** What of a state can matter: amounts count only where there is a limit. */
function comparable({ buckets, leases }: AdmissionState, nowMs: number, limits: AdmissionLimits) {
  const limited = meters.filter((name) => limits[`${name}PerMinute`] !== undefined);
  const hasLimits = limited.length > 0 || limits.concurrency !== undefined;
  return {
    buckets: Object.fromEntries(
      limited.flatMap((name) => (buckets[name] ? [[name, buckets[name]]] : [])),
    ),
    leases: Object.fromEntries(
      leases
        .filter(({ expiresAtMs }) => expiresAtMs > nowMs && hasLimits)
        .map(({ id, expiresAtMs, returnableMicro }) => [
          id,
          [expiresAtMs, ...limited.map((name) => returnableMicro[name])],
        ]),
    ),
  };
}

/** The same of what Redis holds. */
async function readState(provider: string, nowMs: number, limits: AdmissionLimits) {
  const slot = `${prefix}:{${provider}}:${provider}`;
  const places = await redis.zrangebyscore(`${slot}:leases`, `(${nowMs}`, "+inf", "WITHSCORES");
  const taken = await redis.hgetallBuffer(`${slot}:taken`);
  const doubles = (packed: Buffer | undefined, count: number) =>
    Array.from({ length: count }, (_, index) => packed?.readDoubleBE(index * 8) ?? 0);
  const buckets = doubles(taken.b, 13);
  const state: AdmissionState = {
    blockedUntilMs: 0,
    buckets: Object.fromEntries(
      meters.flatMap((name, index) => {
        const [has = 0, levelMicro = 0, refilledAtMs = 0] = buckets.slice(index * 4);
        return has === 1 ? [[name, { levelMicro, refilledAtMs }]] : [];
      }),
    ),
    leases: places
      .flatMap((id, index) =>
        index % 2 === 0 ? [{ id, expiresAtMs: Number(places[index + 1]) }] : [],
      )
      .map((lease) => {
        const [, , , requests = 0, inputTokens = 0, outputTokens = 0] = doubles(
          taken[`l${lease.id}`],
          6,
        );
        const returnableMicro = { requests, inputTokens, outputTokens };
        return { ...lease, takenMicro: returnableMicro, returnableMicro };
      }),
  };
  return comparable(state, nowMs, limits);
}
