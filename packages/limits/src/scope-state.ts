import type { CallClass } from "@fieldwork/contracts";
import {
  type AdaptiveConcurrency,
  afterAdmission,
  afterCall,
  concurrencyNow,
} from "./adaptive-concurrency.ts";
import type { AdmissionSpend, UnitAmounts } from "./admission.ts";
import {
  afterShare,
  type ClassShares,
  mustYield,
  noShares,
  sharesNow,
  waitForShare,
  yieldMs,
} from "./class-shares.ts";
import {
  type Meters,
  neededMicro,
  refilledMeters,
  releaseWith,
  slowestMeter,
  type TakenAmounts,
  takeFrom,
  withReturnable,
} from "./metered-amounts.ts";
import { decidePlace } from "./places.ts";
import type { ScopeRules } from "./rules.ts";
import { endTurn, type Turn, waitTurn } from "./turns.ts";

interface Lease extends TakenAmounts {
  id: string;
  expiresAtMs: number;
}

/** All that is known of one scope with limits. */
export interface ScopeState {
  meters: Meters;
  /** Oldest first. */
  leases: readonly Lease[];
  /** Processes that wait for a place, in the order in which they joined: by class where classes share. */
  turns: Readonly<Partial<Record<TurnsOf, readonly Turn[]>>>;
  shares: ClassShares;
  /** Only where nobody knows how many places there are. */
  adaptive?: AdaptiveConcurrency | undefined;
}

export type TurnsOf = CallClass | "all";

export interface ScopeNeed {
  leaseId: string;
  leaseMs: number;
  amounts: UnitAmounts;
  workClass: CallClass;
  asker: string;
}

interface At {
  of: ScopeRules;
  nowMs: number;
}

export const emptyScope: ScopeState = { meters: {}, leases: [], turns: {}, shares: noShares };

export function turnsOf({ weights }: ScopeRules, workClass: CallClass): TurnsOf {
  return weights ? workClass : "all";
}

/** Meters refilled to now, expired leases dropped: their place is free, what they took stays taken. */
export function upToDate(before: ScopeState, of: ScopeRules, nowMs: number): ScopeState {
  const leases = before.leases.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const meters = refilledMeters(before.meters, of.meters, nowMs);
  const shares = sharesNow(before.shares, nowMs);
  return { ...before, meters, shares, leases: withReturnable(leases, meters, of.meters) };
}

/** Whether another class or another process goes first, or all places are taken. */
export function whoIsFirst(
  state: ScopeState,
  { workClass, asker, leaseMs }: ScopeNeed,
  { of, nowMs }: At,
):
  | { kind: "free"; placesLeft: number | undefined }
  | { kind: "refused"; window: string; waitMs: number } {
  if (of.weights && mustYield(state.shares, workClass, nowMs)) {
    return { kind: "refused", window: "share", waitMs: yieldMs };
  }
  const { concurrency, isAdaptive } = of;
  const turns = state.turns[turnsOf(of, workClass)] ?? [];
  const place = decidePlace(
    { ...state, turns },
    { asker, leaseMs },
    { concurrency, isAdaptive, nowMs },
  );
  if (place.kind === "free") return place;
  return { kind: "refused", window: "concurrency", waitMs: place.waitMs };
}

export function slowestIn(
  { meters }: ScopeState,
  { amounts }: ScopeNeed,
  { of, nowMs }: At,
): { window: string; waitMs: number } {
  const takenMicro = neededMicro(amounts, of.meters);
  return slowestMeter(meters, of.meters, { takenMicro, nowMs });
}

/** Who asked in vain keeps its turn, or joins at the end, and its class waits for its share. */
export function refuseIn(
  state: ScopeState,
  { workClass, asker, window, waitMs }: ScopeNeed & { window: string; waitMs: number },
  { of, nowMs }: At,
): ScopeState {
  const line = turnsOf(of, workClass);
  const turns = state.turns[line] ?? [];
  return {
    ...state,
    ...(window === "concurrency" && {
      turns: { ...state.turns, [line]: waitTurn(turns, asker, { nowMs, waitMs }) },
    }),
    ...(of.weights && { shares: waitForShare(state.shares, workClass, { nowMs, waitMs }) }),
  };
}

export function takeIn(
  state: ScopeState,
  { leaseId, leaseMs, amounts, workClass, asker }: ScopeNeed,
  { of, nowMs }: At,
): ScopeState {
  const takenMicro = neededMicro(amounts, of.meters);
  const lease = {
    ...{ id: leaseId, expiresAtMs: nowMs + leaseMs },
    ...{ takenMicro, returnableMicro: takenMicro },
  };
  const leases = [...state.leases, lease];
  const line = turnsOf(of, workClass);
  const { weights } = of;
  return {
    ...state,
    leases,
    meters: takeFrom(state.meters, takenMicro),
    turns: { ...state.turns, [line]: endTurn(state.turns[line] ?? [], asker, nowMs) },
    ...(weights && { shares: afterShare(state.shares, workClass, { nowMs, weights }) }),
    ...(of.isAdaptive && {
      adaptive: afterAdmission(concurrencyNow(state.adaptive, nowMs), leases.length),
    }),
  };
}

export function releaseIn(
  state: ScopeState,
  { leaseId, spend }: { leaseId: string; spend: AdmissionSpend },
  { of, nowMs }: At,
): ScopeState {
  const lease = state.leases.find(({ id }) => id === leaseId);
  if (!lease) return state;
  const call = { ...spend, inUse: state.leases.length };
  return {
    ...state,
    leases: state.leases.filter((one) => one !== lease),
    meters: releaseWith(state.meters, lease, { spend, rules: of.meters }),
    ...(of.isAdaptive && {
      adaptive: afterCall(concurrencyNow(state.adaptive, nowMs), call, nowMs),
    }),
  };
}
