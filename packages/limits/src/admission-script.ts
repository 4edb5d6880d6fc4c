import { readFileSync } from "node:fs";
import type { WorkClass } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Redis } from "ioredis";
import type { MeterRule } from "./meter.ts";
import type { ScopeRules, Scopes } from "./rules.ts";
import { turnsOf } from "./scope-state.ts";

export interface AdmissionScriptDeps {
  redis: Redis;
  prefix: string;
  /** Redis' own clock unless given. */
  nowMs: (() => number) | undefined;
}

export type AdmitReply =
  | [1, expiresAtMs: number, placesLeft?: number]
  | [0, waitMs: number, scopeIndex: number, window: string];
/** A pair for each scope that has limits; below zero: any number. */
export type CapacityReply = (readonly [inUse: number, concurrency: number])[];

/** What is asked of admission.lua: see there what it takes besides the scopes. */
export interface AdmissionAsk {
  kind: "admit" | "settle" | "cool-down" | "capacity" | "restore";
  scopes: Scopes;
  /** Whose limits take part. */
  limited: readonly ScopeRules[];
  workClass?: WorkClass | undefined;
  /** What goes with each window that counts; undefined: what was taken. */
  amountOf?: ((meter: MeterRule) => number | undefined) | undefined;
  args?: readonly (string | number)[] | undefined;
}

export type RunAdmissionScript = (ask: AdmissionAsk) => Promise<unknown>;

const files = ["begin", "meters", "adaptive-concurrency", "places", "shares", "admission"];
const lua = files
  .map((name) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), "utf8"))
  .join("");
const answerWithinMs = 2000;

/**
 * Runs the script of `lua/` by its hash, or in full where Redis has lost it. All keys under one outermost
 * scope carry one hash tag, so that they share a slot of a cluster.
 *
 * @throws AppError `backend_unavailable` when Redis is away or does not answer within 2 s: whoever asked
 * for leave has not got it, and nothing may be sent.
 */
export function createAdmissionScript({
  redis,
  prefix,
  nowMs,
}: AdmissionScriptDeps): RunAdmissionScript {
  redis.defineCommand("admission", { lua });
  const { admission } = redis as Redis & {
    admission(keyCount: number, ...args: (string | number)[]): Promise<unknown>;
  };
  const run = admission.bind(redis);

  return async (ask) => {
    const keys = keysOf(prefix, ask);
    const { kind, scopes, args = [] } = ask;
    try {
      // Otherwise the client would connect, or wait.
      if (redis.status !== "ready") throw new Error(`the connection is at "${redis.status}"`);
      const now = nowMs ? nowMs() : "";
      return await inTime(run(keys.length, ...keys, kind, now, ...args, ...scopeArguments(ask)));
    } catch (cause) {
      throw new AppError("admission cannot be asked for: Redis is away", {
        code: "backend_unavailable",
        retryable: true,
        details: { scope: scopes[0], outcome: "not-sent" },
        cause,
      });
    }
  };
}

function keysOf(prefix: string, { kind, scopes, limited, workClass = "live" }: AdmissionAsk) {
  const slot = `${prefix}:{${scopes[0]}}`;
  const keys: string[] = [];
  for (const of of limited) {
    const key = `${slot}:${of.scope}`;
    const turns = `${key}:turns:${turnsOf(of, workClass)}`;
    keys.push(`${key}:leases`, `${key}:taken`, `${key}:order`, `${key}:pace`, turns);
    keys.push(`${key}:shares`);
  }
  const looksAtAll = kind === "admit";
  const cooled = looksAtAll ? scopes : kind === "cool-down" ? scopes.slice(-1) : [];
  for (const scope of cooled) keys.push(`${slot}:${scope}:cool-down`);
  return keys;
}

/** For each scope what admission.lua reads of it, and for each of its windows that count. */
function scopeArguments({ limited, workClass, amountOf }: AdmissionAsk): (string | number)[] {
  const args: (string | number)[] = [limited.length];
  for (const { concurrency, isAdaptive, weights, meters, names } of limited) {
    const weight = weights && workClass ? (weights[workClass] ?? 1) : "";
    args.push(concurrency ?? "", isAdaptive ? "adaptive" : "", weight);
    args.push(meters.length, names);
    for (const meter of meters) {
      const { period, limit } = meter;
      const length = period.kind === "day" ? period.endsMs.join(" ") : period.ms;
      args.push(limit, length, amountOf?.(meter) ?? "");
    }
  }
  return args;
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
