import type { BrakeChange, WriteBrake, WriteSetback } from "@fieldwork/store";
import type { WriteVerdict } from "./write-verdict.ts";

/** So many different records in a row, with no success between them, and it is none of theirs. */
export const alikeInARow = 5;

const remembered = 50;
const firstTryMs = 10_000;
const longestTryMs = 30 * 60_000;

/** What the CRM said to one work's write. */
export interface Verdict {
  workId: string;
  recordId: string;
  enrichment: string;
  verdict: WriteVerdict;
}

export interface BrakePlan {
  change: BrakeChange;
  /** The group whose members may go, once a write was accepted. */
  released: string | undefined;
  /** Refused alike before the brake came on: they wait with the group. */
  joining: string[];
}

/** Until the next try, by the number of those that were refused. */
export function tryPauseMs(tries: number): number {
  return Math.min(longestTryMs, firstTryMs * 2 ** Math.min(tries, 30));
}

/**
 * What one batch's verdicts on an enrichment do to its brake. Pure; undefined when they say nothing.
 *
 * - A write that is accepted takes the brake off, and what was refused before it is the records' own.
 * - Five different records that are refused alike, with no success between, put it on: they wait in
 *   review as one group with all that is still to be written, and one of them is tried now and then.
 * - A try that is refused makes the next pause longer.
 */
export function planBrake(
  before: WriteBrake | undefined,
  { enrichment, verdicts }: { enrichment: string; verdicts: readonly Verdict[] },
): BrakePlan | undefined {
  const failed = verdicts.flatMap(setbackOf);
  const isWritten = verdicts.some(({ verdict }) => verdict.kind === "written");
  if (isWritten) {
    return {
      change: { enrichment, isWritten, setbacks: [], on: null },
      released: before?.on?.reason,
      joining: [],
    };
  }
  if (failed.length === 0) return undefined;
  const setbacks = merge(before?.setbacks ?? [], failed);
  const on = before?.on
    ? brakeThatStays(before.on, verdicts)
    : brakeThatComes(setbacks, verdicts.flatMap(refusalOf));
  const joining =
    on && !before?.on
      ? setbacks.filter(({ signature }) => signature === on.signature).map(({ workId }) => workId)
      : [];
  return { change: { enrichment, isWritten, setbacks, on }, released: undefined, joining };
}

function brakeThatComes(
  setbacks: readonly WriteSetback[],
  refusals: readonly { signature: string; reason: string }[],
): BrakeChange["on"] {
  const last = refusals.find(({ signature }) => recordsMetBy(setbacks, signature) >= alikeInARow);
  if (last === undefined) return null;
  const reason = `${alikeInARow} records in a row were refused alike, so all wait while one is tried now and then: ${last.reason}`;
  return {
    signature: last.signature,
    reason,
    tries: 0,
    nextTryInMs: tryPauseMs(0),
    tryWorkId: null,
  };
}

function brakeThatStays(
  on: NonNullable<WriteBrake["on"]>,
  verdicts: readonly Verdict[],
): BrakeChange["on"] {
  const { signature, reason, tries, tryWorkId } = on;
  const tried = verdicts.find(({ workId }) => workId === tryWorkId);
  if (tried === undefined || !refusalOf(tried).length) {
    return { signature, reason, tries, nextTryInMs: null, tryWorkId };
  }
  const after = tries + 1;
  return { signature, reason, tries: after, nextTryInMs: tryPauseMs(after), tryWorkId: null };
}

/** How many different records have met the same since the last success. */
export function recordsMetBy(setbacks: readonly WriteSetback[], signature: string): number {
  const alike = setbacks.filter((one) => one.signature === signature);
  return new Set(alike.map(({ recordId }) => recordId)).size;
}

function merge(
  before: readonly WriteSetback[],
  failed: readonly WriteSetback[],
): readonly WriteSetback[] {
  const renewed = new Set(failed.map(({ workId, signature }) => `${workId} ${signature}`));
  const others = before.filter(({ workId, signature }) => !renewed.has(`${workId} ${signature}`));
  return [...others, ...failed].slice(-remembered);
}

function setbackOf({ workId, recordId, verdict }: Verdict): WriteSetback[] {
  const isMet =
    verdict.kind === "setback" || verdict.kind === "refused" || verdict.kind === "no-field";
  return isMet ? [{ signature: verdict.signature, recordId, workId }] : [];
}

function refusalOf({ verdict }: Verdict): { signature: string; reason: string }[] {
  return verdict.kind === "refused" ? [verdict] : [];
}
