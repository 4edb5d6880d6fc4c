import { randomUUID } from "node:crypto";
import { AppError, type Logger, type Service } from "@fieldwork/runtime";
import { Redis } from "ioredis";
import type { Admission, AdmissionSpend } from "./admission.ts";
import {
  type AdmitReply,
  createAdmissionScript,
  type RunAdmissionScript,
} from "./admission-script.ts";
import { type ApplyingLimits, type LimitTable, limitsFor } from "./limits-for.ts";

export interface RedisAdmissionOptions {
  redisUrl: string;
  limits: LimitTable;
  /** What this installation's keys begin with. */
  prefix?: string | undefined;
  /** Redis' own clock unless given. */
  nowMs?: (() => number) | undefined;
  logger: Logger;
}

/** A lease that Redis knows of, or may. */
interface HeldLease {
  of: ApplyingLimits & { provider: string };
  expiresAtMs: number;
  /** Set once it has ended: Redis has not been told yet. */
  spend?: AdmissionSpend;
}

/**
 * Admission for every process that shares a Redis: one atomic script, under Redis' clock.
 *
 * While Redis is away nothing is admitted: `admit` rejects within seconds with an AppError
 * `store_unavailable`. Settlements that it missed it is told when it is back. A Redis that lost its
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
  const held = new Map<string, HeldLease>();

  async function tellSpend(leaseId: string, { of, spend }: HeldLease): Promise<void> {
    if (!spend) return;
    const used = spend.kind === "used" ? [spend.inputTokens, spend.outputTokens] : [];
    await run("settle", of, [leaseId, spend.kind, ...used]);
    held.delete(leaseId);
  }

  async function endLease(leaseId: string, lease: HeldLease, spend: AdmissionSpend): Promise<void> {
    lease.spend ??= spend;
    try {
      await tellSpend(leaseId, lease);
    } catch (err) {
      logger.debug({ err }, "a settlement waits for Redis");
    }
  }

  redis.on("ready", () => {
    const leases = [...held].filter(([, { spend }]) => spend === undefined);
    const told = [...held].map(([leaseId, lease]) => tellSpend(leaseId, lease));
    Promise.all([restorePlaces(run, leases), ...told]).catch((err: unknown) =>
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
          code: "store_unavailable",
          retryable: true,
          cause,
        });
      }
    },
    async stop() {
      redis.disconnect();
    },
    async admit(request) {
      const { provider, model, leaseMs, inputTokens, outputTokens } = request;
      const of = { ...limitsFor(table, request), provider };
      const leaseId = randomUUID();
      const wasReady = redis.status === "ready";
      try {
        const asked = run("admit", of, [leaseId, leaseMs, inputTokens, outputTokens]);
        const [isAdmitted, ms, bucket] = (await asked) as AdmitReply;
        if (!isAdmitted) return { kind: "refused", waitMs: ms, bucket };
        if (of.isLimited) held.set(leaseId, { of, expiresAtMs: ms });
        return { kind: "admitted", leaseId, provider, model };
      } catch (error) {
        // Asked, and perhaps granted: whoever asked does not wait for it any more.
        if (wasReady && of.isLimited) {
          const lease = { of, expiresAtMs: 0 };
          held.set(leaseId, lease);
          void endLease(leaseId, lease, { kind: "nothing" });
        }
        throw error;
      }
    },
    async settle(lease, spend) {
      const { leaseId, provider } = lease;
      const of = { ...limitsFor(table, lease), provider };
      if (of.isLimited) await endLease(leaseId, held.get(leaseId) ?? { of, expiresAtMs: 0 }, spend);
    },
    async coolDown(provider, untilMs) {
      const forMs = untilMs - (nowMs ?? Date.now)();
      await run("cool-down", { provider, key: provider, limits: {} }, [forMs]);
    },
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

/** Claims again the places that a Redis without its data has forgotten. */
async function restorePlaces(
  run: RunAdmissionScript,
  leases: readonly [string, HeldLease][],
): Promise<void> {
  const byKey = Map.groupBy(leases, ([, { of }]) => of.key);
  for (const group of byKey.values()) {
    const of = group[0]?.[1].of;
    if (!of) continue;
    await run(
      "restore",
      of,
      group.flatMap(([leaseId, { expiresAtMs }]) => [expiresAtMs, leaseId]),
    );
  }
}
