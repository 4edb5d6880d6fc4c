import type { ClaimedWrite, WriteBrake } from "@fieldwork/store";
import {
  alikeInARow,
  type BrakePlan,
  planBrake,
  recordsMetBy,
  type Verdict,
} from "./plan-brake.ts";
import type { WriteVerdict } from "./write-verdict.ts";

/** What is known about a batch once the CRM has replied. */
export interface Outcome {
  /** By work. */
  verdicts: ReadonlyMap<string, Verdict>;
  /** The brakes as they were before it. */
  standing: readonly WriteBrake[];
  /** What it does to the brakes. */
  brakes: readonly BrakePlan[];
  nowMs: number;
}

type Setback = Extract<WriteVerdict, { kind: "setback" }>;

/** Successes older than this do not show that the CRM is in order. */
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

/** Nothing else in the batch failed, so only this one can have caused it. Pure. */
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
 * Whether a setback that a record met alone counts against it: others were written since its first
 * setback, and recently. If several fail one by one, the CRM is out of order and none of them is to
 * blame. Pure.
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
