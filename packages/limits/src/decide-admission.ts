import {
  type AdaptiveConcurrency,
  afterAdmission,
  afterCall,
  concurrencyNow,
} from "./adaptive-concurrency.ts";
import type { AdmissionBucket, AdmissionLimits, AdmissionSpend } from "./admission.ts";
import {
  type Buckets,
  neededMicro,
  refilledBuckets,
  settleWith,
  slowestBucket,
  type TakenAmounts,
  takeFrom,
  withReturnable,
} from "./metered-amounts.ts";
import { decidePlace } from "./places.ts";
import { endTurn, type Turn, waitTurn } from "./turns.ts";

interface Lease extends TakenAmounts {
  id: string;
  expiresAtMs: number;
}

/** All that is known of one set of limits. Plain data: no time and no chance in it. */
export interface AdmissionState {
  buckets: Buckets;
  /** Oldest first. */
  leases: readonly Lease[];
  /** Processes that wait for a place, in the order in which they joined. */
  turns: readonly Turn[];
  /** Only without a declared limit. */
  adaptive?: AdaptiveConcurrency | undefined;
  blockedUntilMs: number;
}

export interface AdmissionNeed {
  leaseId: string;
  leaseMs: number;
  inputTokens: number;
  outputTokens: number;
  /** The process that asks. */
  asker: string;
}

export interface AdmissionRules {
  limits: AdmissionLimits;
  nowMs: number;
}

export type AdmissionDecision =
  /** The same process may take so many places more now; undefined: any number. */
  | { kind: "admitted"; state: AdmissionState; placesLeft: number | undefined }
  /** Nothing was taken; the state has only been brought up to date. */
  | { kind: "refused"; state: AdmissionState; waitMs: number; bucket: AdmissionBucket };

export function emptyAdmission(): AdmissionState {
  return { buckets: {}, leases: [], turns: [], blockedUntilMs: 0 };
}

/** Whether one attempt may start now. Pure; takes from every bucket or from none. */
export function decideAdmission(
  before: AdmissionState,
  need: AdmissionNeed,
  rules: AdmissionRules,
): AdmissionDecision {
  const { limits, nowMs } = rules;
  const state = upToDate(before, rules);
  if (state.blockedUntilMs > nowMs) {
    const waitMs = state.blockedUntilMs - nowMs;
    return { kind: "refused", state, waitMs, bucket: "cool-down" };
  }
  const { concurrency } = limits;
  const place = decidePlace(state, need, { concurrency, nowMs });
  if (place.kind === "full") {
    const { waitMs } = place;
    const turns = waitTurn(state.turns, need.asker, { nowMs, waitMs });
    return { kind: "refused", state: { ...state, turns }, waitMs, bucket: "concurrency" };
  }
  const takenMicro = neededMicro(need);
  const slowest = slowestBucket(state.buckets, limits, takenMicro);
  if (slowest.waitMs > 0) return { kind: "refused", state, ...slowest };
  return {
    kind: "admitted",
    placesLeft: place.placesLeft,
    state: withLease(state, { ...need, takenMicro, returnableMicro: takenMicro }, rules),
  };
}

function withLease(
  state: AdmissionState,
  { leaseId, leaseMs, asker, takenMicro, returnableMicro }: AdmissionNeed & TakenAmounts,
  { limits, nowMs }: AdmissionRules,
): AdmissionState {
  const lease = { id: leaseId, expiresAtMs: nowMs + leaseMs, takenMicro, returnableMicro };
  const leases = [...state.leases, lease];
  const isAdaptive = limits.concurrency === "adaptive";
  return {
    ...state,
    leases,
    buckets: takeFrom(state.buckets, takenMicro),
    turns: endTurn(state.turns, asker, nowMs),
    ...(isAdaptive && {
      adaptive: afterAdmission(concurrencyNow(state.adaptive, nowMs), leases.length),
    }),
  };
}

/** Ends a lease: its place is free, what it did not use is given back. Pure; repeatable. */
export function settleAdmission(
  before: AdmissionState,
  { leaseId, spend }: { leaseId: string; spend: AdmissionSpend },
  rules: AdmissionRules,
): AdmissionState {
  const { limits, nowMs } = rules;
  const state = upToDate(before, rules);
  const lease = state.leases.find(({ id }) => id === leaseId);
  if (!lease) return state;
  const call = { ...spend, inUse: state.leases.length };
  const isAdaptive = limits.concurrency === "adaptive";
  return {
    ...state,
    leases: state.leases.filter((one) => one !== lease),
    buckets: settleWith(state.buckets, lease, spend),
    ...(isAdaptive && { adaptive: afterCall(concurrencyNow(state.adaptive, nowMs), call, nowMs) }),
  };
}

/** Buckets refilled to now, expired leases dropped: their place is free, what they took stays taken. */
export function upToDate(
  before: AdmissionState,
  { limits, nowMs }: AdmissionRules,
): AdmissionState {
  const leases = before.leases.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const buckets = refilledBuckets(before.buckets, limits, nowMs);
  return { ...before, buckets, leases: withReturnable(leases, buckets, limits) };
}
