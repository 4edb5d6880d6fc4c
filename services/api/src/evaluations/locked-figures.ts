import type { ShownEvaluation } from "@fieldwork/contracts/api";
import type { LockedFigures } from "@fieldwork/enrichments";

/** What is kept of an evaluation beside the version of the prompt that it measured. Pure. */
export function lockedFigures({ figures, casesHash, orderedAt }: ShownEvaluation): LockedFigures[] {
  return (figures ?? []).map(({ model, asked, costNanoUsd, outputs }) => ({
    ...{ model, measuredOn: orderedAt.slice(0, 10), cases: asked, casesHash },
    costNanoUsd: costNanoUsd === null ? null : Math.round(costNanoUsd),
    outputs: Object.fromEntries(
      outputs.map(({ output, labelled, agreement, abstained, written, precision }) => [
        output,
        {
          ...{ labelled, agreement: rounded(agreement), abstained, written },
          precision: rounded(precision),
        },
      ]),
    ),
  }));
}

type Interval = { share: number; low: number; high: number } | null;

function rounded(interval: Interval): Interval {
  if (interval === null) return null;
  const [share, low, high] = [interval.share, interval.low, interval.high].map(
    (one) => Math.round(one * 1e4) / 1e4,
  ) as [number, number, number];
  return { share, low, high };
}
