import { type AdaptiveConcurrency, concurrencyNow } from "./adaptive-concurrency.ts";
import type { ScopeRules } from "./rules.ts";
import { placesKept, type Turn } from "./turns.ts";

/** What bounds the calls at once. */
export interface PlacesState {
  /** None has expired. */
  leases: readonly { expiresAtMs: number }[];
  turns: readonly Turn[];
  /** Only without a declared limit. */
  adaptive?: AdaptiveConcurrency | undefined;
}

export type PlaceRules = Pick<ScopeRules, "concurrency" | "isAdaptive"> & { nowMs: number };

export type PlaceDecision =
  /** How many more the same process may take now; undefined: any number. */
  { kind: "free"; placesLeft: number | undefined } | { kind: "full"; waitMs: number };

const leastWaitMs = 10;
const mostWaitMs = 250;

/** How many calls may be under way now; undefined: any number. Pure. */
export function placesNow(
  { adaptive }: Pick<PlacesState, "adaptive">,
  { concurrency, isAdaptive, nowMs }: PlaceRules,
): number | undefined {
  if (!isAdaptive) return concurrency;
  const found = concurrencyNow(adaptive, nowMs).limit;
  return concurrency === undefined ? found : Math.min(found, concurrency);
}

/** Whether one call more may be under way. Pure. */
export function decidePlace(
  state: PlacesState,
  { asker, leaseMs }: { asker: string; leaseMs: number },
  rules: PlaceRules,
): PlaceDecision {
  const places = placesNow(state, rules);
  if (places === undefined) return { kind: "free", placesLeft: undefined };
  const { leases, turns } = state;
  const placesLeft = places - leases.length - placesKept(turns, asker, rules.nowMs) - 1;
  if (placesLeft >= 0) return { kind: "free", placesLeft };
  return { kind: "full", waitMs: waitMsFor(state, leaseMs, rules) };
}

/** A small part of what a call takes: a place may be given back long before the oldest lease expires. */
function waitMsFor(
  { leases, adaptive }: PlacesState,
  leaseMs: number,
  { isAdaptive, nowMs }: PlaceRules,
): number {
  if (leases.length === 0) return leastWaitMs;
  const freeInMs = Math.min(...leases.map(({ expiresAtMs }) => expiresAtMs)) - nowMs;
  const paceMs = isAdaptive ? concurrencyNow(adaptive, nowMs).basePaceMs : 0;
  const ageMs = leaseMs - freeInMs;
  const partMs = Math.floor(Math.max(paceMs, ageMs) / 8);
  return Math.min(freeInMs, Math.max(leastWaitMs, Math.min(mostWaitMs, partMs)));
}
