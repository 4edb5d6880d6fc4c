import { readFileSync } from "node:fs";
import { AppError } from "@fieldwork/runtime";
import type { Redis } from "ioredis";
import type { AdmissionBucket } from "./admission.ts";
import type { ApplyingLimits } from "./limits-for.ts";

export interface AdmissionScriptDeps {
  redis: Redis;
  prefix: string;
  /** Redis' own clock unless given. */
  nowMs: (() => number) | undefined;
}

/** What is asked of admission.lua, with what it lists as arguments 7 and on. */
export type AdmissionAsk = "admit" | "settle" | "cool-down" | "capacity" | "restore";
export type AdmitReply =
  | [1, expiresAtMs: number, placesLeft?: number]
  | [0, waitMs: number, bucket: AdmissionBucket];
export type CapacityReply = [inUse: number, concurrency?: number];

export type RunAdmissionScript = (
  ask: AdmissionAsk,
  of: { provider: string } & Pick<ApplyingLimits, "key" | "limits">,
  args: readonly (string | number)[],
) => Promise<unknown>;

const files = ["begin", "buckets", "adaptive-concurrency", "places", "admission"];
const lua = files
  .map((name) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), "utf8"))
  .join("");
const answerWithinMs = 2000;

/**
 * Runs the script of `lua/` by its hash, or in full where Redis has lost it. All keys of one provider
 * carry one hash tag, so that they share a slot of a cluster.
 *
 * @throws AppError `backend_unavailable` when Redis is away or does not answer within 2 s: whoever asked
 * for leave has not got it, and nothing may be sent.
 */
export function createAdmissionScript({
  redis,
  prefix,
  nowMs,
}: AdmissionScriptDeps): RunAdmissionScript {
  redis.defineCommand("admission", { numberOfKeys: 6, lua });
  const { admission } = redis as Redis & {
    admission(...args: (string | number)[]): Promise<unknown>;
  };
  const run = admission.bind(redis);

  return async (ask, { provider, key, limits }, args) => {
    const slot = `${prefix}:{${provider}}`;
    const { requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute, concurrency } = limits;
    try {
      // Otherwise the client would connect, or wait.
      if (redis.status !== "ready") throw new Error(`the connection is at "${redis.status}"`);
      return await inTime(
        run(
          `${slot}:cool-down`,
          `${slot}:${key}:leases`,
          `${slot}:${key}:taken`,
          `${slot}:${key}:order`,
          `${slot}:${key}:pace`,
          `${slot}:${key}:turns`,
          ask,
          nowMs ? nowMs() : "",
          requestsPerMinute ?? "",
          inputTokensPerMinute ?? "",
          outputTokensPerMinute ?? "",
          concurrency ?? "",
          ...args,
        ),
      );
    } catch (cause) {
      throw new AppError("admission cannot be asked for: Redis is away", {
        code: "backend_unavailable",
        retryable: true,
        details: { provider, outcome: "not-sent" },
        cause,
      });
    }
  };
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("no answer in time")), answerWithinMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
