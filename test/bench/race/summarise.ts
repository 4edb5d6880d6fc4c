import { round } from "../stages.ts";
import type { Comparison } from "./compare-lines.ts";
import type { RaceFigures } from "./run-race.ts";

/** A line's figures with the layout's number of enriching processes, and its speed with each. */
export type LineSummary = RaceFigures & {
  recordsPerSecondByProcesses: Record<number, number>;
  /** The least, over the numbers of processes, of what it is times as fast as the naive line. */
  ratioToNaive?: number;
};

export interface RaceSummary {
  naive?: LineSummary;
  production?: LineSummary;
}

const layoutProcesses = 2;

/** What a race comes to. */
export function summarise(races: readonly Comparison[]): RaceSummary {
  const naive = lineOf("naive", races);
  const production = lineOf("production", races);
  const ratios = races.flatMap(({ medians }) =>
    medians.naive && medians.production
      ? [medians.production.recordsPerSecond / medians.naive.recordsPerSecond]
      : [],
  );
  return {
    ...(naive && { naive }),
    ...(production && {
      production: {
        ...production,
        ...(ratios.length > 0 && { ratioToNaive: round(Math.min(...ratios)) }),
      },
    }),
  };
}

function lineOf(name: string, races: readonly Comparison[]): LineSummary | undefined {
  const ran = races.flatMap(({ processes, medians }) => {
    const figures = medians[name];
    return figures ? [{ processes, figures }] : [];
  });
  const main = ran.find(({ processes }) => processes === layoutProcesses) ?? ran[0];
  return (
    main && {
      ...main.figures,
      recordsPerSecondByProcesses: Object.fromEntries(
        ran.map(({ processes, figures }) => [processes, figures.recordsPerSecond]),
      ),
    }
  );
}
