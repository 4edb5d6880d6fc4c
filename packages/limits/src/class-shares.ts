import type { CallClass } from "@fieldwork/contracts";
import type { ClassWeights } from "./limits.ts";

/** How much a class has been served while others waited. */
export interface ClassShare {
  /** Admissions, each divided by the weight of the class, in millionths. */
  servedMicro: number;
  /** When it last asked. */
  seenMs: number;
  /** If it has not asked by then, it no longer waits. */
  waitsUntilMs: number;
}

/**
 * The classes of one scope while they compete for it. Of those that wait, the one that was served least
 * for its weight goes first, and the others yield to it. A class that did not wait has nothing saved
 * up: it starts level with the one served last, so what it left to others stays theirs.
 */
export interface ClassShares {
  levelMicro: number;
  classes: Readonly<Partial<Record<CallClass, ClassShare>>>;
}

/** After this long without a request from any class, nobody competes. */
const forgottenAfterMs = 5000;
// Callers who would have to wait longer have mostly given up by then.
const longestWaitMs = 2000;
const patienceMs = 250;
const microPerAdmission = 1_000_000;
/** How long to wait if another class goes first. */
export const yieldMs = 50;

export const noShares: ClassShares = { levelMicro: 0, classes: {} };

export function sharesNow(shares: ClassShares, nowMs: number): ClassShares {
  const isKnown = Object.values(shares.classes).some((one) => isFresh(one, nowMs));
  return isKnown ? shares : noShares;
}

/** Whether another class that waits goes first. Pure. */
export function mustYield(shares: ClassShares, workClass: CallClass, nowMs: number): boolean {
  const own = servedBy(shares, workClass, nowMs);
  return Object.entries(shares.classes).some(
    ([name, { servedMicro, waitsUntilMs }]) =>
      name !== workClass && waitsUntilMs > nowMs && servedMicro < own,
  );
}

/** After a refusal: the class waits. Pure. */
export function waitForShare(
  shares: ClassShares,
  workClass: CallClass,
  { nowMs, waitMs }: { nowMs: number; waitMs: number },
): ClassShares {
  const waitsUntilMs = nowMs + Math.min(waitMs, longestWaitMs) * 2 + patienceMs;
  const own = { servedMicro: servedBy(shares, workClass, nowMs), seenMs: nowMs, waitsUntilMs };
  return { ...shares, classes: { ...shares.classes, [workClass]: own } };
}

/** After an admission. While no class waits or waited a moment ago, nothing is counted. Pure. */
export function afterShare(
  shares: ClassShares,
  workClass: CallClass,
  { nowMs, weights }: { nowMs: number; weights: ClassWeights },
): ClassShares {
  if (Object.keys(shares.classes).length === 0) return shares;
  const levelMicro = servedBy(shares, workClass, nowMs);
  const servedMicro = levelMicro + Math.floor(microPerAdmission / (weights[workClass] ?? 1));
  const own = { servedMicro, seenMs: nowMs, waitsUntilMs: 0 };
  return { levelMicro, classes: { ...shares.classes, [workClass]: own } };
}

function servedBy(shares: ClassShares, workClass: CallClass, nowMs: number): number {
  const own = shares.classes[workClass];
  if (own && isFresh(own, nowMs)) return own.servedMicro;
  return Math.max(own?.servedMicro ?? 0, shares.levelMicro);
}

function isFresh({ seenMs }: ClassShare, nowMs: number): boolean {
  return nowMs - seenMs < forgottenAfterMs;
}
