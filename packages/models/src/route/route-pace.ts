import type { ErrorCode } from "@fieldwork/runtime";
import { failureKind } from "../decide-next.ts";
import { type ModelRef, modelRefText } from "../model-ref.ts";

/** How one model has done lately. */
export interface Pace {
  meanMs: number;
  failedShare: number;
  /** When it was last asked. */
  atMs: number;
}

/** What the newest attempt counts for. */
const newest = 0.2;
/** After so long without being asked, half of what was known is forgotten: it may have recovered. */
const halfLifeMs = 60_000;
const mostFailedShare = 0.95;
/** A refusal that comes at once makes no model a fast one. */
const leastFailedMs = 1000;

/** After one more attempt. Pure. */
export function paceAfter(
  before: Pace | undefined,
  { durationMs, failed }: { durationMs: number; failed: boolean },
  nowMs: number,
): Pace {
  const failure = failed ? 1 : 0;
  const tookMs = failed ? Math.max(leastFailedMs, durationMs) : durationMs;
  if (before === undefined) return { meanMs: tookMs, failedShare: failure, atMs: nowMs };
  return {
    meanMs: before.meanMs + newest * (tookMs - before.meanMs),
    failedShare: before.failedShare + newest * (failure - before.failedShare),
    atMs: nowMs,
  };
}

/** How long until it has given an answer, with as many attempts as that takes; 0: nobody knows. Pure. */
export function expectedMs(pace: Pace | undefined, nowMs: number): number {
  if (pace === undefined) return 0;
  const perAnswerMs = pace.meanMs / (1 - Math.min(mostFailedShare, pace.failedShare));
  return perAnswerMs * 0.5 ** (Math.max(0, nowMs - pace.atMs) / halfLifeMs);
}

/** How the models do, as this process sees it: by each of its own attempts. */
export interface RoutePace {
  expectedMs(ref: ModelRef): number;
  /** It is being asked: until it has answered, nobody else finds out how it does. */
  begun(ref: ModelRef): void;
  /** Without an error, it has answered, well or badly. */
  ended(ref: ModelRef, end: { durationMs: number; error?: { code: ErrorCode } | undefined }): void;
}

export function createRoutePace(nowMs: () => number): RoutePace {
  const paces = new Map<string, Pace>();
  return {
    expectedMs: (ref) => expectedMs(paces.get(modelRefText(ref)), nowMs()),
    begun(ref) {
      const pace = paces.get(modelRefText(ref));
      if (pace) paces.set(modelRefText(ref), { ...pace, atMs: nowMs() });
    },
    ended(ref, { durationMs, error }) {
      const failed = error !== undefined && isFailure(error.code);
      if (failed === undefined) return;
      const key = modelRefText(ref);
      paces.set(key, paceAfter(paces.get(key), { durationMs, failed }, nowMs()));
    },
  };
}

/** Undefined: it says nothing about the model. */
function isFailure(code: ErrorCode): boolean | undefined {
  if (notAsked.has(code)) return undefined;
  const kind = failureKind(code);
  return kind === "ours" ? undefined : kind === "away";
}

const notAsked: ReadonlySet<ErrorCode> = new Set([
  "admission_refused",
  "budget_exhausted",
  "held",
  "price_unknown",
]);
