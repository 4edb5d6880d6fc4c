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

export type Amounts = Readonly<Record<Metered, number>>;
export type Buckets = Readonly<Partial<Record<Metered, TokenBucket>>>;

/** What an attempt took, and what of it may still be given back. */
export interface TakenAmounts {
  takenMicro: Amounts;
  /** Less than taken once the bucket has been full without it. */
  returnableMicro: Amounts;
}

const bucketNames = {
  requests: "requests",
  inputTokens: "input-tokens",
  outputTokens: "output-tokens",
} as const satisfies Record<Metered, AdmissionBucket>;

const nothing: Amounts = { requests: 0, inputTokens: 0, outputTokens: 0 };

export function refilledBuckets(before: Buckets, limits: AdmissionLimits, nowMs: number): Buckets {
  return Object.fromEntries(
    metered.flatMap((name) => {
      const limit = limits[`${name}PerMinute`];
      if (limit === undefined) return [];
      const bucket = before[name] ?? fullBucket(limit, nowMs);
      return [[name, refill(bucket, limit, nowMs)]];
    }),
  );
}

/** The bucket that makes an attempt wait longest, and for how long; 0: none does. */
export function slowestBucket(
  buckets: Buckets,
  limits: AdmissionLimits,
  takenMicro: Amounts,
): { bucket: AdmissionBucket; waitMs: number } {
  return metered
    .map((name) => {
      const bucket = buckets[name];
      const limit = limits[`${name}PerMinute`];
      const isMetered = bucket !== undefined && limit !== undefined;
      const waitMs = isMetered ? waitMsFor(bucket, takenMicro[name], limit) : 0;
      return { bucket: bucketNames[name], waitMs };
    })
    .reduce((worst, one) => (one.waitMs > worst.waitMs ? one : worst));
}

/**
 * A bucket that is full again has made good what was taken from it, used or not; to give that back
 * too would let more through than the limit. So all that may be returned fits in the bucket's room,
 * the newest leases first.
 */
export function withReturnable<L extends TakenAmounts>(
  leases: readonly L[],
  buckets: Buckets,
  limits: AdmissionLimits,
): readonly L[] {
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

export function neededMicro(need: { inputTokens: number; outputTokens: number }): Amounts {
  const { inputTokens, outputTokens } = need;
  return {
    requests: toMicro(1),
    inputTokens: toMicro(inputTokens),
    outputTokens: toMicro(outputTokens),
  };
}

export function takeFrom(buckets: Buckets, takenMicro: Amounts): Buckets {
  return addTo(
    buckets,
    mapAmounts(takenMicro, (amount) => -amount),
  );
}

/** Gives back what was not used; takes what was used beyond the estimate. */
export function settleWith(
  buckets: Buckets,
  { takenMicro, returnableMicro }: TakenAmounts,
  spend: AdmissionSpend,
): Buckets {
  const used = usedMicro(takenMicro, spend);
  const change = mapAmounts(takenMicro, (taken, name) =>
    Math.min(taken - used[name], returnableMicro[name]),
  );
  return addTo(buckets, change);
}

function usedMicro(takenMicro: Amounts, spend: AdmissionSpend): Amounts {
  switch (spend.kind) {
    case "used":
      return { ...neededMicro(spend), requests: takenMicro.requests };
    case "nothing":
      return nothing;
    case "unknown":
      return takenMicro;
    default:
      return spend satisfies never;
  }
}

function addTo(buckets: Buckets, change: Amounts): Buckets {
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
