import type { Redis } from "ioredis";
import { type AdaptiveConcurrency, concurrencyNow } from "../adaptive-concurrency.ts";
import type { AdmissionRules, AdmissionState } from "../decide-admission.ts";

const meters = ["requests", "inputTokens", "outputTokens"] as const;

// As adaptive-concurrency.lua packs them.
const paceNames = [
  ...["limit", "basePaceMs", "mostInUse", "endedAtMs", "step", "baseLimit", "answered"],
  ...["answeredMs", "answeredSquaredMs", "failed", "heldRounds", "sinceMs", "wholeLimit"],
  ...["wholePaceMs", "troubleLimit", "troublePaceMs", "troubleUntilMs", "cautionMs", "isDown"],
];

/** What of a state can matter: amounts count only where there is a limit. */
export function comparable(
  { buckets, leases, turns, adaptive }: AdmissionState,
  { limits, nowMs }: AdmissionRules,
) {
  const limited = meters.filter((name) => limits[`${name}PerMinute`] !== undefined);
  const hasLimits = limited.length > 0 || limits.concurrency !== undefined;
  return {
    turns: turns
      .filter(({ untilMs }) => untilMs > nowMs)
      .map(({ sinceMs, untilMs }) => [sinceMs, untilMs]),
    adaptive: adaptive && concurrencyNow(adaptive, nowMs),
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

/** All that Redis holds of one set of limits. */
export async function readRedisState(redis: Redis, slot: string): Promise<AdmissionState> {
  const places = await redis.zrange(`${slot}:leases`, "0", "-1", "WITHSCORES");
  const taken = await redis.hgetallBuffer(`${slot}:taken`);
  const buckets = doubles(taken.b, 13);
  const turns = (await redis.get(`${slot}:turns`)) ?? "";
  const pace = await redis.getBuffer(`${slot}:pace`);
  return {
    blockedUntilMs: 0,
    turns: [...turns.matchAll(/(\S+) (\d+) (\d+)/g)].map(([, asker = "", sinceMs, untilMs]) => ({
      asker,
      sinceMs: Number(sinceMs),
      untilMs: Number(untilMs),
    })),
    adaptive: pace ? unpackPace(pace) : undefined,
    buckets: Object.fromEntries(
      meters.flatMap((name, index) => {
        const [has = 0, levelMicro = 0, refilledAtMs = 0] = buckets.slice(index * 4);
        return has === 1 ? [[name, { levelMicro, refilledAtMs }]] : [];
      }),
    ),
    leases: places.flatMap((id, index) => {
      if (index % 2 === 1) return [];
      const amounts = doubles(taken[`l${id}`], 6).slice(3);
      const [requests = 0, inputTokens = 0, outputTokens = 0] = amounts;
      const returnableMicro = { requests, inputTokens, outputTokens };
      const expiresAtMs = Number(places[index + 1]);
      return [{ id, expiresAtMs, takenMicro: returnableMicro, returnableMicro }];
    }),
  };
}

function unpackPace(packed: Buffer): AdaptiveConcurrency {
  const numbers = doubles(packed, paceNames.length);
  const named = paceNames.map((name, index) => [name, numbers[index]]);
  return Object.fromEntries(named) as unknown as AdaptiveConcurrency;
}

function doubles(packed: Buffer | undefined, count: number): number[] {
  return Array.from({ length: count }, (_, index) => packed?.readDoubleBE(index * 8) ?? 0);
}
