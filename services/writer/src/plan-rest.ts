import type { Reason } from "@fieldwork/contracts";
import type { ClaimedWrite, WriteRelease, WriteRest } from "@fieldwork/store";
import type { WriteVerdict } from "./write-verdict.ts";

export type PlannedRelease = Omit<WriteRelease, "workId" | "token">;

const setbackRestMs = 1000;
const lockedRestMs = 2000;
const longestSetbackRestMs = 5 * 60_000;
/** A batch that failed is halved, which helps more than a long pause. */
const doublingsInCompany = 1;
const parentRestMs = 250;
const hiddenRestMs = 5000;
const longestHiddenRestMs = 30 * 60_000;

/** Back to be written as soon as what delayed it allows; nothing was tried. */
export function restHeldUp(
  { rest }: Pick<ClaimedWrite, "rest">,
  { reason, waitMs }: { reason: Reason; waitMs: number },
): PlannedRelease {
  return { dueInMs: waitMs, reason, isFailure: false, rest: restOf(rest) };
}

/**
 * After a write, or a read, that failed. If it was alone, the pause doubles each time; together with
 * others, the batch is halved instead. What was kept out by a lock comes back at a random time.
 */
export function restAfterSetback(
  { rest: before }: Pick<ClaimedWrite, "rest">,
  { reason, waitMs, isLock }: Extract<WriteVerdict, { kind: "setback" }>,
  { isAlone, isFailure, random }: { isAlone: boolean; isFailure: boolean; random: () => number },
): PlannedRelease {
  const { rests, doubt } = before.kind === "setback" ? before : { rests: 0, doubt: 0 };
  const rest = isAlone
    ? ({ kind: "setback", rests: rests + 1, doubt } as const)
    : ({ kind: "setback", rests, doubt: doubt + 1 } as const);
  const doublings = isAlone ? rests : Math.min(doubt, doublingsInCompany);
  const base = isLock ? lockedRestMs : setbackRestMs;
  const pauseMs = Math.max(waitMs, Math.min(longestSetbackRestMs, doubled(base, doublings)));
  return { dueInMs: isLock ? pauseMs * (1 + random() / 2) : pauseMs, reason, isFailure, rest };
}

/** After a refusal that nobody understands: it may pass by itself, and the pause doubles each time. */
export function restAfterRefusal(
  { rest, failures }: Pick<ClaimedWrite, "rest" | "failures">,
  { reason }: { reason: Reason },
): PlannedRelease {
  const dueInMs = Math.min(longestSetbackRestMs, doubled(setbackRestMs, failures));
  return { dueInMs, reason, isFailure: true, rest: restOf(rest) };
}

/** At a random time, so that those of one parent do not all ask for it together. */
export function restUntilParentIsFree(
  claim: Pick<ClaimedWrite, "rest">,
  { random }: { random: () => number },
): PlannedRelease {
  const reason: Reason = { code: "parent-busy", detail: null };
  return restHeldUp(claim, { reason, waitMs: parentRestMs * (1 + random()) });
}

/** Until the field is visible to us; it is looked at again and again. */
export function restHidden(
  { rest }: Pick<ClaimedWrite, "rest">,
  { reason }: { reason: Reason },
): PlannedRelease {
  const before = rest.kind === "hidden" ? rest.rests : 0;
  const dueInMs = Math.min(longestHiddenRestMs, doubled(hiddenRestMs, before));
  return {
    dueInMs,
    reason,
    isFailure: false,
    rest: { kind: "hidden", rests: before + 1, doubt: 0 },
  };
}

function doubled(ms: number, times: number): number {
  return ms * 2 ** Math.min(times, 30);
}

function restOf({ kind, rests, doubt }: WriteRest): PlannedRelease["rest"] {
  return { kind, rests, doubt };
}
