import type { BackfillGates, GateVerdict } from "@fieldwork/contracts";
import type { StandingValues, StepFigures } from "@fieldwork/store/backfills";
import { distributionShift } from "./distribution-shift.ts";

export interface JudgedStep {
  figures: StepFigures;
  gates: BackfillGates;
  /** What the sheet says: the most that a record costs, and the values that stand. */
  sheet: { mostNanoUsdPerRecord: number | null; standing: readonly StandingValues[] };
}

/** Of fewer, nothing can be said. */
const judgedFrom = 10;
/** Of fewer values that stand, nobody knows how they are distributed. */
const comparedFrom = 30;

/** How a step did by each gate that is on and has enough to judge by. Pure. */
export function judgeStep({ figures, gates, sheet }: JudgedStep): GateVerdict[] {
  const { ended, answered } = figures;
  const shares = [
    { gate: "failed", n: ended, count: figures.failed },
    { gate: "rejected", n: answered, count: figures.rejected },
    { gate: "abstained", n: answered, count: figures.abstained },
    { gate: "inReview", n: ended, count: figures.inReview },
    { gate: "refused", n: ended, count: figures.refused },
    { gate: "overridden", n: ended, count: figures.overridden },
  ] as const;
  return [
    ...shares.flatMap(({ gate, n, count }): GateVerdict[] => {
      const most = gates[gate];
      if (most === null || n < judgedFrom) return [];
      return [{ gate, n, count, most: Math.floor(most * n), hasPassed: count / n <= most }];
    }),
    ...judgeCost({ figures, gates, sheet }),
    ...judgeShift({ figures, gates, sheet }),
  ];
}

function judgeCost({ figures, gates, sheet }: JudgedStep): GateVerdict[] {
  const { paid, paidNanoUsd } = figures;
  const expected = sheet.mostNanoUsdPerRecord;
  if (gates.cost === null || expected === null || paid < judgedFrom) return [];
  const [count, most] = [Math.ceil(paidNanoUsd / paid), Math.floor(expected * gates.cost)];
  return [{ gate: "cost", n: paid, count, most, hasPassed: count <= most }];
}

function judgeShift({ figures, gates, sheet }: JudgedStep): GateVerdict[] {
  const { shift: least } = gates;
  if (least === null) return [];
  return sheet.standing.flatMap(({ output, values }): GateVerdict[] => {
    const { n, of, distance, byChance } = distributionShift(figures.values[output] ?? {}, values);
    if (n < judgedFrom || of < comparedFrom) return [];
    const most = Math.max(least, byChance);
    return [{ gate: "shift", output, of, n, count: distance, most, hasPassed: distance <= most }];
  });
}
