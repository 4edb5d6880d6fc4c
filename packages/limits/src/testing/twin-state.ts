import type { Redis } from "ioredis";
import { type AdaptiveConcurrency, concurrencyNow } from "../adaptive-concurrency.ts";
import { noShares, sharesNow } from "../class-shares.ts";
import type { ScopeRules } from "../rules.ts";
import type { ScopeState, TurnsOf } from "../scope-state.ts";

// As adaptive-concurrency.lua packs them.
const paceNames = [
  ...["limit", "basePaceMs", "mostInUse", "endedAtMs", "step", "baseLimit", "answered"],
  ...["answeredMs", "answeredSquaredMs", "failed", "heldRounds", "sinceMs", "wholeLimit"],
  ...["wholePaceMs", "troubleLimit", "troublePaceMs", "troubleUntilMs", "cautionMs", "isDown"],
];
const lines = ["all", "live", "backfill"] as const;

/** What of a state can matter. */
export function comparable(
  { meters, leases, turns, adaptive, shares }: ScopeState,
  { of, nowMs }: { of: ScopeRules; nowMs: number },
) {
  return {
    turns: lines.map((line) =>
      (turns[line] ?? [])
        .filter(({ untilMs }) => untilMs > nowMs)
        .map(({ sinceMs, untilMs }) => [sinceMs, untilMs]),
    ),
    adaptive: adaptive && concurrencyNow(adaptive, nowMs),
    shares: sharesNow(shares, nowMs),
    meters: Object.fromEntries(of.meters.map(({ id }) => [id, meters[id]])),
    leases: Object.fromEntries(
      leases
        .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
        .map(({ id, expiresAtMs, returnableMicro }) => [
          id,
          [expiresAtMs, ...of.meters.map((meter) => returnableMicro[meter.id])],
        ]),
    ),
  };
}

/** All that Redis holds of one scope. */
export async function readRedisScope(
  redis: Redis,
  key: string,
  { meters }: ScopeRules,
): Promise<ScopeState> {
  const places = await redis.zrange(`${key}:leases`, "0", "-1", "WITHSCORES");
  const taken = await redis.hgetallBuffer(`${key}:taken`);
  const levels = doubles(taken.b, meters.length * 3);
  const pace = await redis.getBuffer(`${key}:pace`);
  return {
    turns: Object.fromEntries(
      await Promise.all(lines.map(async (line) => [line, await readTurns(redis, key, line)])),
    ),
    shares: toShares(await redis.get(`${key}:shares`)),
    adaptive: pace ? unpackPace(pace) : undefined,
    meters: Object.fromEntries(
      meters.flatMap(({ id }, index) => {
        const [levelMicro = 0, atMs = 0] = levels.slice(index * 3);
        return taken.b ? [[id, { levelMicro, atMs }]] : [];
      }),
    ),
    leases: places.flatMap((id, index) => {
      if (index % 2 === 1) return [];
      const amounts = doubles(taken[`l${id}`], meters.length * 2);
      const returnableMicro = Object.fromEntries(
        meters.map((meter, at) => [meter.id, amounts[at * 2 + 1] ?? 0]),
      );
      const expiresAtMs = Number(places[index + 1]);
      return [{ id, expiresAtMs, takenMicro: returnableMicro, returnableMicro }];
    }),
  };
}

async function readTurns(redis: Redis, key: string, line: TurnsOf) {
  const text = (await redis.get(`${key}:turns:${line}`)) ?? "";
  return [...text.matchAll(/(\S+) (\d+) (\d+)/g)].map(([, asker = "", sinceMs, untilMs]) => ({
    asker,
    sinceMs: Number(sinceMs),
    untilMs: Number(untilMs),
  }));
}

function toShares(text: string | null) {
  if (text === null) return noShares;
  const classes = [...text.matchAll(/([a-z]+) (\d+) (\d+) (\d+)/g)].map(
    ([, name = "", served, seen, waits]) => [
      name,
      { servedMicro: Number(served), seenMs: Number(seen), waitsUntilMs: Number(waits) },
    ],
  );
  return { levelMicro: Number.parseInt(text, 10), classes: Object.fromEntries(classes) };
}

function unpackPace(packed: Buffer): AdaptiveConcurrency {
  const numbers = doubles(packed, paceNames.length);
  const named = paceNames.map((name, index) => [name, numbers[index]]);
  return Object.fromEntries(named) as unknown as AdaptiveConcurrency;
}

/** They stand at the end, after the names that they were written for. */
function doubles(packed: Buffer | undefined, count: number): number[] {
  if (!packed) return [];
  const from = packed.length - count * 8;
  return Array.from({ length: count }, (_, index) => packed.readDoubleBE(from + index * 8));
}
