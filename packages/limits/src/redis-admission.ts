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
import { createHeldLeases, type HeldLeases } from "./held-leases.ts";
import { type LimitTable, limitsFor } from "./limits-for.ts";
import type { AdmissionAnswer } from "./waiting-line.ts";

export interface RedisAdmissionOptions {
  redisUrl: string;
  limits: LimitTable;
  /** What this installation's keys begin with. */
  prefix?: string | undefined;
  /** Redis' own clock unless given. */
  nowMs?: (() => number) | undefined;
  logger: Logger;
}

/**
 * Admission for every process that shares a Redis: one atomic script, under Redis' clock.
 *
 * While Redis is away nothing is admitted: `admit` rejects within seconds with an AppError
 * `backend_unavailable`. Settlements that it missed it is told when it is back. A Redis that lost its
 * data begins with full buckets, so that one burst more may pass, a twentieth of a minute's; places
 * are claimed again by the processes that hold them as each reconnects, within a second of the first.
 */
export function createRedisAdmission({
  redisUrl,
  limits: table,
  prefix = "fieldwork:admission",
  nowMs,
  logger,
}: RedisAdmissionOptions): Admission & Service {
  const redis = createConnection(redisUrl, logger);
  const run = createAdmissionScript({ redis, prefix, nowMs });
  const held = createHeldLeases({ run, logger });
  const ask = createAsk({ redis, run, held, table });
  const queue = createAdmissionQueue({ ask, keyOf: (of) => limitsFor(table, of).key });
  redis.on("ready", () => {
    held
      .tellAll()
      .catch((err: unknown) =>
        logger.warn({ err }, "admission could not be told all that is held"),
      );
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
      redis.disconnect();
    },
    async admit(request) {
      const answer = await ask(request);
      return answer.kind === "admitted" ? answer.lease : answer;
    },
    waitFor: queue.waitFor,
    async settle(lease, spend) {
      const of = { ...limitsFor(table, lease), provider: lease.provider };
      if (!of.isLimited) return;
      await held.end(lease.leaseId, of, spend);
      queue.wake(lease);
    },
    async coolDown(provider, untilMs) {
      const forMs = untilMs - (nowMs ?? Date.now)();
      await run("cool-down", { provider, key: provider, limits: {} }, [forMs]);
    },
    async capacityOf(model) {
      const of = { ...limitsFor(table, model), provider: model.provider };
      if (!of.isLimited) return { concurrency: undefined, inUse: 0 };
      const [inUse, concurrency] = (await run("capacity", of, [])) as CapacityReply;
      return { concurrency, inUse };
    },
  };
}

interface AskDeps {
  redis: Redis;
  run: RunAdmissionScript;
  held: HeldLeases;
  table: LimitTable;
}

function createAsk({ redis, run, held, table }: AskDeps) {
  // This process, among those that wait for a place.
  const asker = randomUUID().slice(0, 8);

  return async (request: AdmissionRequest): Promise<AdmissionAnswer> => {
    const { provider, model, leaseMs, inputTokens, outputTokens } = request;
    const of = { ...limitsFor(table, request), provider };
    const leaseId = randomUUID();
    const askedAtMs = performance.now();
    const wasReady = redis.status === "ready";
    try {
      const asked = run("admit", of, [leaseId, leaseMs, inputTokens, outputTokens, asker]);
      const reply = (await asked) as AdmitReply;
      if (reply[0] === 0) return { kind: "refused", waitMs: reply[1], bucket: reply[2] };
      const [, expiresAtMs, placesLeft] = reply;
      if (of.isLimited) held.add(leaseId, of, expiresAtMs);
      return {
        kind: "admitted",
        lease: { kind: "admitted", leaseId, provider, model, askedAtMs },
        placesLeft,
      };
    } catch (error) {
      // Asked, and perhaps granted: whoever asked does not wait for it any more.
      if (wasReady && of.isLimited) {
        void held.end(leaseId, of, { kind: "nothing", ended: "other", durationMs: 0 });
      }
      throw error;
    }
  };
}

function createConnection(redisUrl: string, logger: Logger): Redis {
  const redis = new Redis(redisUrl, {
    connectionName: "fieldwork admission",
    lazyConnect: true,
    // Whoever waits for leave to call a model must not wait for Redis.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: true,
    socketTimeout: 10_000,
    retryStrategy: (times: number) => Math.min(50 * 2 ** times, 1000),
  });
  redis.on("error", (err) => logger.debug({ err }, "Redis in trouble"));
  return redis;
}
