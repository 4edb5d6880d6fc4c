import type { AdmissionBucket, AdmissionLimits, AdmissionSpend } from "./admission.ts";
import {
  capacityMicro,
  fullBucket,
  refill,
  type TokenBucket,
  toMicro,
  waitMsFor,
} from "./token-bucket.ts";

const metered = ["requests", "inputTokens", "outputTokens"] as const;
type Metered = (typeof metered)[number];
type Amounts = Readonly<Record<Metered, number>>;

interface Lease {
  id: string;
  expiresAtMs: number;
  takenMicro: Amounts;
  /** What may still be given back: less than taken once the bucket has been full without it. */
  returnableMicro: Amounts;
}

/** All that is known of one set of limits. Plain data: no time and no chance in it. */
export interface AdmissionState {
  buckets: Readonly<Partial<Record<Metered, TokenBucket>>>;
  /** Oldest first. */
  leases: readonly Lease[];
  blockedUntilMs: number;
}

export interface AdmissionNeed {
  leaseId: string;
  leaseMs: number;
  inputTokens: number;
  outputTokens: number;
}

export type AdmissionDecision =
  | { kind: "admitted"; state: AdmissionState }
  /** Nothing was taken; the state has only been brought up to date. */
  | { kind: "refused"; state: AdmissionState; waitMs: number; bucket: AdmissionBucket };

// A place may be given back at any moment, long before the oldest lease expires.
const concurrencyRetryMs = 25;

const bucketNames = {
  requests: "requests",
  inputTokens: "input-tokens",
  outputTokens: "output-tokens",
} as const satisfies Record<Metered, AdmissionBucket>;

export function emptyAdmission(): AdmissionState {
  return { buckets: {}, leases: [], blockedUntilMs: 0 };
}

/** Whether one attempt may start now. Pure; takes from every bucket or from none. */
export function decideAdmission(
  before: AdmissionState,
  need: AdmissionNeed,
  { limits, nowMs }: { limits: AdmissionLimits; nowMs: number },
): AdmissionDecision {
  const state = upToDate(before, limits, nowMs);
  const refused = (bucket: AdmissionBucket, waitMs: number): AdmissionDecision => ({
    kind: "refused",
    state,
    waitMs,
    bucket,
  });
  if (state.blockedUntilMs > nowMs) return refused("cool-down", state.blockedUntilMs - nowMs);
  const { concurrency } = limits;
  if (concurrency !== undefined && state.leases.length >= concurrency) {
    const freeInMs = Math.min(...state.leases.map(({ expiresAtMs }) => expiresAtMs - nowMs));
    return refused("concurrency", Math.min(concurrencyRetryMs, freeInMs));
  }
  const takenMicro = neededMicro(need);
  const slowest = metered
    .map((name) => ({ name, waitMs: waitFor(name, { state, limits, takenMicro }) }))
    .reduce((worst, one) => (one.waitMs > worst.waitMs ? one : worst));
  if (slowest.waitMs > 0) return refused(bucketNames[slowest.name], slowest.waitMs);
  const lease = {
    id: need.leaseId,
    expiresAtMs: nowMs + need.leaseMs,
    takenMicro,
    returnableMicro: takenMicro,
  };
  const buckets = addTo(
    state.buckets,
    mapAmounts(takenMicro, (amount) => -amount),
  );
  return { kind: "admitted", state: { ...state, buckets, leases: [...state.leases, lease] } };
}

/** Ends a lease. Gives back what was not used; takes what was used beyond the estimate. Pure; repeatable. */
export function settleAdmission(
  before: AdmissionState,
  { leaseId, spend }: { leaseId: string; spend: AdmissionSpend },
  { limits, nowMs }: { limits: AdmissionLimits; nowMs: number },
): AdmissionState {
  const state = upToDate(before, limits, nowMs);
  const lease = state.leases.find(({ id }) => id === leaseId);
  if (!lease) return state;
  const leases = state.leases.filter((one) => one !== lease);
  const used = usedMicro(lease, spend);
  const change = mapAmounts(lease.takenMicro, (taken, name) =>
    Math.min(taken - used[name], lease.returnableMicro[name]),
  );
  return { ...state, leases, buckets: addTo(state.buckets, change) };
}

/** Buckets refilled to now, expired leases dropped: their place is free, what they took stays taken. */
function upToDate(before: AdmissionState, limits: AdmissionLimits, nowMs: number): AdmissionState {
  const leases = before.leases.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const buckets = Object.fromEntries(
    metered.flatMap((name) => {
      const limit = limits[`${name}PerMinute`];
      if (limit === undefined) return [];
      const bucket = before.buckets[name] ?? fullBucket(limit, nowMs);
      return [[name, refill(bucket, limit, nowMs)]];
    }),
  );
  return { ...before, buckets, leases: withReturnable(leases, buckets, limits) };
}

/**
 * A bucket that is full again has made good what was taken from it, used or not; to give that back
 * too would let more through than the limit. So all that may be returned fits in the bucket's room,
 * the newest leases first.
 */
function withReturnable(
  leases: readonly Lease[],
  buckets: AdmissionState["buckets"],
  limits: AdmissionLimits,
): readonly Lease[] {
  const room = mapAmounts(nothing, (_, name) => {
    const bucket = buckets[name];
    const limit = limits[`${name}PerMinute`];
    return bucket && limit !== undefined ? capacityMicro(limit) - bucket.levelMicro : 0;
  });
  const left: Record<Metered, number> = { ...room };
  return leases
    .toReversed()
    .map((lease) => {
      const returnableMicro = mapAmounts(lease.returnableMicro, (amount, name) => {
        const kept = Math.max(0, Math.min(amount, left[name]));
        left[name] -= kept;
        return kept;
      });
      return { ...lease, returnableMicro };
    })
    .toReversed();
}

const nothing: Amounts = { requests: 0, inputTokens: 0, outputTokens: 0 };

function neededMicro({ inputTokens, outputTokens }: AdmissionNeed): Amounts {
  return {
    requests: toMicro(1),
    inputTokens: toMicro(inputTokens),
    outputTokens: toMicro(outputTokens),
  };
}

function usedMicro({ takenMicro }: Lease, spend: AdmissionSpend): Amounts {
  switch (spend.kind) {
    case "used": {
      const { inputTokens, outputTokens } = spend;
      return {
        requests: takenMicro.requests,
        inputTokens: toMicro(inputTokens),
        outputTokens: toMicro(outputTokens),
      };
    }
    case "nothing":
      return nothing;
    case "unknown":
      return takenMicro;
    default:
      return spend satisfies never;
  }
}

function waitFor(
  name: Metered,
  on: { state: AdmissionState; limits: AdmissionLimits; takenMicro: Amounts },
): number {
  const bucket = on.state.buckets[name];
  const limit = on.limits[`${name}PerMinute`];
  return bucket && limit !== undefined ? waitMsFor(bucket, on.takenMicro[name], limit) : 0;
}

function addTo(buckets: AdmissionState["buckets"], change: Amounts): AdmissionState["buckets"] {
  return Object.fromEntries(
    Object.entries(buckets).map(([name, bucket]) => [
      name,
      { ...bucket, levelMicro: bucket.levelMicro + change[name as Metered] },
    ]),
  );
}

function mapAmounts(amounts: Amounts, of: (amount: number, name: Metered) => number): Amounts {
  return {
    requests: of(amounts.requests, "requests"),
    inputTokens: of(amounts.inputTokens, "inputTokens"),
    outputTokens: of(amounts.outputTokens, "outputTokens"),
  };
}
