import type { CallClass } from "@fieldwork/contracts";
import type { AdmissionSpend, UnitAmounts } from "./admission.ts";
import type { ApplyingRules, ScopeRules } from "./rules.ts";
import {
  emptyScope,
  refuseIn,
  releaseIn,
  type ScopeNeed,
  type ScopeState,
  slowestIn,
  takeIn,
  upToDate,
  whoIsFirst,
} from "./scope-state.ts";

/** Everything known about scopes, by their names. Plain data, without time or chance. */
export interface AdmissionState {
  scopes: Readonly<Record<string, ScopeState>>;
  /** Until when a scope admits nothing. */
  coolDowns: Readonly<Record<string, number>>;
}

export interface AdmissionNeed {
  leaseId: string;
  leaseMs: number;
  amounts: UnitAmounts;
  workClass: CallClass;
  /** The process that asks. */
  asker: string;
}

export interface AdmissionRules extends ApplyingRules {
  nowMs: number;
}

export type AdmissionDecision =
  /** How many more places the same process may take now; undefined: any number. */
  | { kind: "admitted"; state: AdmissionState; placesLeft: number | undefined }
  /** Nothing was taken; the state has only been brought up to date. */
  | { kind: "refused"; state: AdmissionState; waitMs: number; scope: string; window: string };

export function emptyAdmission(): AdmissionState {
  return { scopes: {}, coolDowns: {} };
}

/** Whether one request may start now. Pure; takes from every window of every scope or from none. */
export function decideAdmission(
  before: AdmissionState,
  need: AdmissionNeed,
  rules: AdmissionRules,
): AdmissionDecision {
  const { limited, nowMs } = rules;
  const state = eachScope(before, rules, (scope, of) => upToDate(scope, of, nowMs));
  const cooling = longestCoolDown(state, rules);
  if (cooling.waitMs > 0) return { kind: "refused", state, ...cooling, window: "cool-down" };

  const places = limited.map((of) => ({ of, ...whoIsFirst(scopeOf(state, of), need, at(of)) }));
  const full = places.find(({ kind }) => kind === "refused");
  if (full?.kind === "refused") return refused(state, full);

  const slowest = limited
    .map((of) => ({ of, ...slowestIn(scopeOf(state, of), need, at(of)) }))
    .reduce<Refusing | undefined>(
      (worst, one) => (one.waitMs > (worst?.waitMs ?? 0) ? one : worst),
      undefined,
    );
  if (slowest) return refused(state, slowest);

  const left = places.flatMap((one) =>
    one.kind === "free" && one.placesLeft !== undefined ? [one.placesLeft] : [],
  );
  return {
    kind: "admitted",
    state: eachScope(state, rules, (scope, of) => takeIn(scope, need, at(of))),
    placesLeft: left.length > 0 ? Math.min(...left) : undefined,
  };

  function at(of: ScopeRules) {
    return { of, nowMs };
  }

  function refused(from: AdmissionState, { of, window, waitMs }: Refusing): AdmissionDecision {
    const asked: ScopeNeed = need;
    const after = refuseIn(scopeOf(from, of), { ...asked, window, waitMs }, at(of));
    return { kind: "refused", state: withScope(from, of, after), waitMs, scope: of.scope, window };
  }
}

interface Refusing {
  of: ScopeRules;
  window: string;
  waitMs: number;
}

/** Ends a lease: its places are free, what it did not use is given back. Pure; repeatable. */
export function releaseAdmission(
  before: AdmissionState,
  released: { leaseId: string; spend: AdmissionSpend },
  rules: AdmissionRules,
): AdmissionState {
  const { nowMs } = rules;
  return eachScope(before, rules, (scope, of) =>
    releaseIn(upToDate(scope, of, nowMs), released, { of, nowMs }),
  );
}

export function scopeOf({ scopes }: AdmissionState, { scope }: ScopeRules): ScopeState {
  return scopes[scope] ?? emptyScope;
}

function longestCoolDown(
  { coolDowns }: AdmissionState,
  { scopes, nowMs }: AdmissionRules,
): { scope: string; waitMs: number } {
  return scopes
    .map((scope) => ({ scope, waitMs: (coolDowns[scope] ?? 0) - nowMs }))
    .reduce((longest, one) => (one.waitMs > longest.waitMs ? one : longest), {
      scope: "",
      waitMs: 0,
    });
}

function withScope(state: AdmissionState, { scope }: ScopeRules, to: ScopeState): AdmissionState {
  return { ...state, scopes: { ...state.scopes, [scope]: to } };
}

function eachScope(
  state: AdmissionState,
  { limited }: AdmissionRules,
  change: (scope: ScopeState, of: ScopeRules) => ScopeState,
): AdmissionState {
  return limited.reduce((to, of) => withScope(to, of, change(scopeOf(to, of), of)), state);
}
