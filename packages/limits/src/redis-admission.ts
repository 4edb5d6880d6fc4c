import { randomUUID } from "node:crypto";
import { AppError, type Logger, type Service } from "@fieldwork/runtime";
import { Redis } from "ioredis";
import type { Admission, AdmissionRequest } from "./admission.ts";
import { createAdmissionQueue } from "./admission-queue.ts";
import {
  type AdmitReply,
  type CapacityReply,
  createAdmissionScript,
  type RunAdmissionScript,
} from "./admission-script.ts";
import { windowsHeard } from "./heard-limits.ts";
import { createHeldLeases, type HeldLeases } from "./held-leases.ts";
import { createLearntLimits } from "./learnt-limits.ts";
import type { LimitTable } from "./limits.ts";
import { createRedisRetryBudget } from "./retry-budget.ts";
import { type ApplyingRules, createRules, type Scopes } from "./rules.ts";
import { createLowTeller } from "./tell-low.ts";
import { tightest } from "./tightest.ts";
import type { AdmissionAnswer } from "./waiting-line.ts";

export interface RedisAdmissionOptions {
  redisUrl: string;
  limits: LimitTable;
  /** What this installation's keys begin with. */
  prefix?: string | undefined;
  /** Redis' own clock unless given. */
  nowMs?: (() => number) | undefined;
  /** So long the end of a call waits for an admission to take it along, while there is room for others. */
  releaseWithinMs?: number | undefined;
  logger: Logger;
}

/**
 * Admission for every process that shares a Redis: one atomic script, under Redis' clock.
 *
 * While Redis is away nothing is admitted: `admit` rejects within seconds with an AppError
 * `backend_unavailable`. It is told of releases that it missed when it is back. A Redis that lost its
 * data begins with full buckets, so that one burst more may pass, at most a twentieth of a minute's; places
 * are claimed again by the processes that hold them as each reconnects, within a second of the first.
 */
export function createRedisAdmission({
  redisUrl,
  limits,
  prefix = "fieldwork:admission",
  nowMs,
  releaseWithinMs = 20,
  logger,
}: RedisAdmissionOptions): Admission & Service {
  const redis = createConnection(redisUrl, logger);
  const run = createAdmissionScript({ redis, prefix, nowMs });
  const learnt = createLearntLimits(nowMs ?? Date.now);
  const rulesFor = createRules(limits, nowMs ?? Date.now, learnt);
  const tellLow = createLowTeller({ run, logger });
  const held = createHeldLeases({ run, rulesFor, releaseWithinMs, logger });
  const ask = createAsk({ redis, run, held, rulesFor });
  const queue = createAdmissionQueue({ ask, rulesFor });
  redis.on("ready", () => {
    held
      .resync()
      .catch((err: unknown) => logger.warn({ err }, "could not restore all leases in Redis"));
  });

  return {
    name: "admission",
    async start() {
      if (redis.status !== "wait" && redis.status !== "end") return;
      try {
        await redis.connect();
      } catch (cause) {
        redis.disconnect();
        throw new AppError("Redis cannot be reached", {
          code: "backend_unavailable",
          retryable: true,
          cause,
        });
      }
    },
    async stop() {
      await held.flush();
      redis.disconnect();
    },
    async admit(request) {
      const answer = await ask(request);
      return answer.kind === "admitted" ? answer.lease : answer;
    },
    waitFor: queue.waitFor,
    retries: createRedisRetryBudget(redis, prefix),
    async release({ leaseId, scopes }, spend) {
      if (rulesFor(scopes).limited.length === 0) return;
      await held.end(leaseId, { scopes, spend, isAwaited: queue.isAwaited(scopes) });
      queue.wake(scopes);
    },
    heard(scopes, told) {
      const heard = windowsHeard(rulesFor(scopes), told);
      learnt.learn(heard);
      tellLow(rulesFor(scopes), heard);
    },
    async coolDown(scopes, untilMs) {
      const forMs = untilMs - (nowMs ?? Date.now)();
      await run({ kind: "cool-down", scopes, limited: [], args: [forMs] });
    },
    async capacityOf(scopes) {
      const of = rulesFor(scopes);
      if (of.limited.length === 0) return { concurrency: undefined, inUse: 0 };
      const pairs = (await run({ ...of, kind: "capacity" })) as CapacityReply;
      return tightest(
        pairs.map(([inUse, places]) => ({ concurrency: places < 0 ? undefined : places, inUse })),
      );
    },
  };
}

interface AskDeps {
  redis: Redis;
  run: RunAdmissionScript;
  held: HeldLeases;
  rulesFor(scopes: Scopes): ApplyingRules;
}

function createAsk({ redis, run, held, rulesFor }: AskDeps) {
  // This process, among those that wait for a place.
  const asker = randomUUID().slice(0, 8);

  return async (request: AdmissionRequest): Promise<AdmissionAnswer> => {
    const { scopes, workClass, amounts, leaseMs } = request;
    const of = rulesFor(scopes);
    const isLimited = of.limited.length > 0;
    const leaseId = randomUUID();
    const askedAtMs = performance.now();
    const wasReady = redis.status === "ready";
    try {
      const reply = (await run({
        ...{ ...of, kind: "admit", workClass, args: [leaseId, leaseMs, asker, workClass] },
        amountOf: ({ unit }) => amounts[unit] ?? 0,
      })) as AdmitReply;
      if (reply[0] === 0) {
        const [, waitMs, index, window] = reply;
        const scope = (window === "cool-down" ? scopes[index] : of.limited[index]?.scope) ?? "";
        return { kind: "refused", waitMs, scope, window };
      }
      const [, expiresAtMs, placesLeft] = reply;
      if (isLimited) held.add(leaseId, { scopes, expiresAtMs, placesLeft });
      const lease = { kind: "admitted", leaseId, scopes, askedAtMs } as const;
      return { kind: "admitted", lease, placesLeft };
    } catch (error) {
      // Asked for and perhaps granted, but its caller no longer waits for it.
      if (wasReady && isLimited) {
        const spend = { kind: "nothing", ended: "other", durationMs: 0 } as const;
        void held.end(leaseId, { scopes, spend, isAwaited: true });
      }
      throw error;
    }
  };
}

function createConnection(redisUrl: string, logger: Logger): Redis {
  const redis = new Redis(redisUrl, {
    connectionName: "fieldwork-admission",
    lazyConnect: true,
    // Whoever waits for leave to call a model must not wait for Redis.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    socketTimeout: 10_000,
    retryStrategy: (times: number) => Math.min(50 * 2 ** times, 1000),
  });
  redis.on("error", (err) => logger.debug({ err }, "Redis connection error"));
  return redis;
}
