import type { Reason } from "@fieldwork/contracts";
import type { BrakeChange, WriteBrake, WriteSetback } from "@fieldwork/store";
import type { WriteVerdict } from "./write-verdict.ts";

/**
 * When this many different records in a row fail the same way with no success in between, it is the
 * fault of none of them.
 */
export const alikeInARow = 5;

const remembered = 50;
const firstTryMs = 10_000;
const longestTryMs = 30 * 60_000;

/** What the CRM said about the write of one row of work. */
export interface Verdict {
  workId: string;
  recordId: string;
  enrichment: string;
  verdict: WriteVerdict;
}

export interface BrakePlan {
  change: BrakeChange;
  /** The group whose members may continue, after a write was accepted. */
  released: string | undefined;
  /** Refused for the same reason before the brake came on: they wait with the group. */
  joining: string[];
}

/** The time until the next try, by the number of tries that were refused. */
export function tryPauseMs(tries: number): number {
  return Math.min(longestTryMs, firstTryMs * 2 ** Math.min(tries, 30));
}

/**
 * What the verdicts of one batch do to the brake of an enrichment. Pure; undefined if they say nothing.
 *
 * - An accepted write releases the brake, and what was refused before it is the fault of the records.
 * - When five different records are refused for the same reason, with no success in between, the brake
 *   comes on: they wait in review as one group with everything still to be written, and one of them is
 *   tried now and then.
 * - A refused try makes the next pause longer.
 */
export function planBrake(
  before: WriteBrake | undefined,
  {
    enrichment,
    verdicts,
    newGroupId,
  }: {
    enrichment: string;
    verdicts: readonly Verdict[];
    /** Names the group, if the brake comes on. */
    newGroupId: () => string;
  },
): BrakePlan | undefined {
  const failed = verdicts.flatMap(setbackOf);
  const isWritten = verdicts.some(({ verdict }) => verdict.kind === "written");
  if (isWritten) {
    return {
      change: { enrichment, isWritten, setbacks: [], on: null },
      released: before?.on?.groupId,
      joining: [],
    };
  }
  if (failed.length === 0) return undefined;
  const setbacks = merge(before?.setbacks ?? [], failed);
  const on = before?.on
    ? brakeThatStays(before.on, verdicts)
    : brakeThatComes({ setbacks, refusals: verdicts.flatMap(refusalOf), newGroupId });
  const joining =
    on && !before?.on
      ? setbacks.filter(({ signature }) => signature === on.signature).map(({ workId }) => workId)
      : [];
  return { change: { enrichment, isWritten, setbacks, on }, released: undefined, joining };
}

function brakeThatComes({
  setbacks,
  refusals,
  newGroupId,
}: {
  setbacks: readonly WriteSetback[];
  refusals: readonly Refusal[];
  newGroupId: () => string;
}): BrakeChange["on"] {
  const last = refusals.find(({ signature }) => recordsMetBy(setbacks, signature) >= alikeInARow);
  if (last === undefined) return null;
  const detail = { ...last.reason.detail, records: alikeInARow };
  return {
    signature: last.signature,
    groupId: newGroupId(),
    reason: { code: "braked", detail },
    tries: 0,
    nextTryInMs: tryPauseMs(0),
    tryWorkId: null,
  };
}

function brakeThatStays(
  on: NonNullable<WriteBrake["on"]>,
  verdicts: readonly Verdict[],
): BrakeChange["on"] {
  const { signature, groupId, reason, tries, tryWorkId } = on;
  const tried = verdicts.find(({ workId }) => workId === tryWorkId);
  if (tried === undefined || !refusalOf(tried).length) {
    return { signature, groupId, reason, tries, nextTryInMs: null, tryWorkId };
  }
  const after = tries + 1;
  const nextTryInMs = tryPauseMs(after);
  return { signature, groupId, reason, tries: after, nextTryInMs, tryWorkId: null };
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

interface Refusal {
  signature: string;
  reason: Reason;
}

function refusalOf({ verdict }: Verdict): Refusal[] {
  return verdict.kind === "refused" ? [verdict] : [];
}
