import type { ClaimedWrite, WriteBrake } from "@fieldwork/store";
import {
  alikeInARow,
  type BrakePlan,
  planBrake,
  recordsMetBy,
  type Verdict,
} from "./plan-brake.ts";
import type { WriteVerdict } from "./write-verdict.ts";

/** What is known of a batch once the CRM has spoken. */
export interface Outcome {
  /** By work. */
  verdicts: ReadonlyMap<string, Verdict>;
  /** As the brakes stood before it. */
  standing: readonly WriteBrake[];
  /** What it does to them. */
  brakes: readonly BrakePlan[];
  nowMs: number;
}

type Setback = Extract<WriteVerdict, { kind: "setback" }>;

/** Older news than this does not tell that the CRM is in order. */
const freshMs = 15 * 60_000;

export function outcomeOfBatch({
  standing,
  verdicts,
  nowMs,
  newGroupId,
}: Omit<Outcome, "brakes"> & { newGroupId: () => string }): Outcome {
  const known = new Map(standing.map((brake) => [brake.enrichment, brake]));
  const byEnrichment = Map.groupBy(verdicts.values(), ({ enrichment }) => enrichment);
  const brakes = [...byEnrichment].flatMap(
    ([enrichment, ofIt]) =>
      planBrake(known.get(enrichment), { enrichment, verdicts: ofIt, newGroupId }) ?? [],
  );
  return { verdicts, standing, brakes, nowMs };
}

/** Nobody else in the batch met the same, so that only it can have brought it about. Pure. */
export function failedAlone(
  { signature, failedTogether }: Setback,
  { verdicts }: Outcome,
): boolean {
  if (failedTogether > 1) return false;
  const alike = [...verdicts.values()].filter(
    ({ verdict }) => verdict.kind === "setback" && verdict.signature === signature,
  );
  return new Set(alike.map(({ recordId }) => recordId)).size === 1;
}

/**
 * Whether a setback that a record met alone counts against it: others were written since it first met
 * one, and lately. Where several fail one by one, the CRM is out of order, and none of them is to blame. Pure.
 */
export function countsAgainst(
  { enrichment, rest: { since } }: ClaimedWrite,
  { signature }: Setback,
  { verdicts, standing, brakes, nowMs }: Outcome,
): boolean {
  const setbacks = brakes.find(({ change }) => change.enrichment === enrichment)?.change.setbacks;
  if (recordsMetBy(setbacks ?? [], signature) >= alikeInARow) return false;
  if ([...verdicts.values()].some(({ verdict }) => verdict.kind === "written")) return true;
  if (since === null) return false;
  const afterMs = Math.max(since.getTime(), nowMs - freshMs);
  return standing.some(({ writtenAt }) => writtenAt !== null && writtenAt.getTime() > afterMs);
}
