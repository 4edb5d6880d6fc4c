import { readFileSync } from "node:fs";
import type { CallClass } from "@fieldwork/contracts";
import { AppError, stableHash, within } from "@fieldwork/runtime";
import type { Redis } from "ioredis";
import { fullMicro, type MeterRule, refillMicroPerMs } from "./meter.ts";
import type { ScopeRules, Scopes } from "./rules.ts";
import { turnsOf } from "./scope-state.ts";
import { createSharedRuns, type SharedRuns } from "./shared-runs.ts";

export interface AdmissionScriptDeps {
  redis: Redis;
  prefix: string;
  /** By default Redis' own clock. */
  nowMs: (() => number) | undefined;
}

export type AdmitReply =
  | [1, expiresAtMs: number, placesLeft?: number]
  | [0, waitMs: number, scopeIndex: number, window: string];
/** A pair for each scope that has limits; below zero: any number. */
export type CapacityReply = (readonly [inUse: number, concurrency: number])[];

/** What admission.lua is asked; see there for what it takes besides the scopes. */
export interface ScriptRequest {
  kind: "admit" | "release" | "cool-down" | "capacity" | "restore" | "clamp";
  scopes: Scopes;
  /** Whose limits take part. */
  limited: readonly ScopeRules[];
  workClass?: CallClass | undefined;
  /** What goes with each window that counts; undefined: what was taken. */
  amountOf?: ((meter: MeterRule, of: ScopeRules) => number | undefined) | undefined;
  args?: readonly (string | number)[] | undefined;
  /** How long it may wait for another to take it along; absent: it goes at once. */
  withinMs?: number | undefined;
}

export type RunAdmissionScript = (ask: ScriptRequest) => Promise<unknown>;

const files = ["begin", "meters", "adaptive-concurrency", "places", "shares", "admission"];
const read = (name: string) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), "utf8");
const lua = `local function answer(KEYS, ARGV)\n${files.map(read).join("")}end\n${read("asks")}`;
const answerWithinMs = 2000;

/**
 * Runs the script of `lua/` by its hash, or in full if Redis has lost it; once for all that is asked in the same moment
 * under one outermost scope. All keys under that have one hash tag, so they share a slot of a cluster.
 *
 * @throws AppError `backend_unavailable` if Redis is unavailable or does not reply within 2 s: the
 * caller has no permission, and nothing may be sent.
 */
export function createAdmissionScript({
  redis,
  prefix,
  nowMs,
}: AdmissionScriptDeps): RunAdmissionScript {
  redis.defineCommand("admission", { lua });
  const { admission } = redis as Redis & {
    admission(keyCount: number, ...args: Word[]): Promise<(Error | null | unknown[])[]>;
  };
  const send = admission.bind(redis);
  const preparedOnce = createPrepared(prefix);
  const runs = new Map<string, SharedRuns<Asked, unknown>>();

  const runTogether = (scope: string) => async (asks: readonly Asked[]) => {
    try {
      // Otherwise the client would connect, or wait.
      if (redis.status !== "ready") throw new Error(`the connection is at "${redis.status}"`);
      const keys = asks.flatMap((ask) => ask.keys);
      const words = asks.flatMap((ask) => [ask.keys.length, ask.words.length, ...ask.words]);
      const replies = await within(answerWithinMs, send(keys.length, ...keys, ...words));
      return replies.map((reply) => (reply instanceof Error ? unavailable(scope, reply) : reply));
    } catch (cause) {
      throw unavailable(scope, cause);
    }
  };

  return (ask) => {
    const { kind, scopes, amountOf, args = [], withinMs } = ask;
    const { keys, amounts, scopes: limited } = preparedOnce(ask);
    const words: Word[] = [kind, nowMs ? nowMs() : "", ...args, limited];
    for (const { meter, of } of amounts) words.push(amountOf?.(meter, of) ?? "");
    const [outermost] = scopes;
    const shared = runs.get(outermost) ?? createSharedRuns(runTogether(outermost));
    runs.set(outermost, shared);
    return shared.ask({ keys, words }, withinMs);
  };
}

type Word = string | number;

/** One ask as the script takes it. */
interface Asked {
  keys: readonly string[];
  words: readonly Word[];
}

function unavailable(scope: string, cause: unknown): AppError {
  return new AppError("nothing can be admitted: Redis is unavailable", {
    code: "backend_unavailable",
    retryable: true,
    details: { scope, outcome: "not-sent" },
    cause,
  });
}

function createPrepared(prefix: string): (ask: ScriptRequest) => Prepared {
  const prepared = new WeakMap<ScriptRequest["limited"], Map<string, Prepared>>();
  return (ask) => {
    const known = prepared.get(ask.limited) ?? new Map<string, Prepared>();
    if (known.size === 0) prepared.set(ask.limited, known);
    const key = `${ask.kind} ${ask.workClass}`;
    const found = known.get(key) ?? prepare(prefix, ask);
    known.set(key, found);
    return found;
  };
}

/** What of an ask stays the same as long as the same limits apply. */
interface Prepared {
  keys: readonly string[];
  /** Those with limits, as JSON. */
  scopes: string;
  /** What an amount follows for. */
  amounts: readonly { meter: MeterRule; of: ScopeRules }[];
}

function prepare(prefix: string, ask: ScriptRequest): Prepared {
  const { kind, scopes, limited, workClass } = ask;
  const slot = `${prefix}:{${scopes[0]}}`;
  const keys = limited.flatMap((of) => scopeKeys(`${slot}:${of.scope}`, of, workClass ?? "live"));
  const cooled = kind === "admit" ? scopes : kind === "cool-down" ? scopes.slice(-1) : [];
  for (const scope of cooled) keys.push(`${slot}:${scope}:cool-down`);
  return {
    keys,
    scopes: JSON.stringify(limited.map((of) => told(of, workClass))),
    amounts: limited.flatMap((of) => of.meters.map((meter) => ({ meter, of }))),
  };
}

/** The limits of a scope as the script reads them: see `lua/begin.lua`. */
function told(
  { concurrency, isAdaptive, weights, names, meters }: ScopeRules,
  workClass: CallClass | undefined,
): object {
  const weight = workClass ? (weights?.[workClass] ?? 1) : 1;
  return {
    ...{ concurrency: concurrency ?? false, isAdaptive, weight: weights ? weight : false },
    ...{ names, layout: layoutOf(names) },
    windows: meters.map((meter) => {
      const { limit, period } = meter;
      return period.kind === "day"
        ? [limit, false, period.endsMs.join(" ")]
        : [fullMicro(meter), refillMicroPerMs(limit, period)];
    }),
  };
}

/** A number that stands for names: it changes when they do. */
function layoutOf(names: string): number {
  return Number.parseInt(stableHash(names).slice(0, 12), 16);
}

function scopeKeys(key: string, of: ScopeRules, workClass: CallClass): string[] {
  const hasPlaces = of.concurrency !== undefined || of.isAdaptive;
  return [
    `${key}:leases`,
    ...(of.meters.length > 0 ? [`${key}:taken`, `${key}:order`] : []),
    ...(of.isAdaptive ? [`${key}:pace`] : []),
    ...(hasPlaces ? [`${key}:turns:${turnsOf(of, workClass)}`] : []),
    ...(of.weights ? [`${key}:shares`] : []),
  ];
}
