import { median } from "../median.ts";
import { round } from "../stages.ts";
import type { Comparison } from "./compare-lines.ts";
import type { RaceFigures } from "./run-race.ts";

/** A line's figures with the layout's number of enriching processes, and its speed with each. */
export type LineSummary = RaceFigures & {
  recordsPerSecondByProcesses: Record<number, number>;
  /** How many times as fast as the naive line it is: the median over the rounds. */
  ratioToNaiveByProcesses?: Record<number, number>;
  /** The least of these. */
  ratioToNaive?: number;
};

export interface RaceSummary {
  naive?: LineSummary;
  production?: LineSummary;
  /** With more records in work than the naive line has: shown beside, and never compared. */
  productionWithMore?: LineSummary;
}

const layoutProcesses = 2;

/** What a race comes to. */
export function summarise(races: readonly Comparison[]): RaceSummary {
  const naive = lineOf("naive", races);
  const production = lineOf("production", races);
  const productionWithMore = lineOf("production-with-more", races);
  const ratios = races.flatMap(({ processes, rounds }): [number, number][] => {
    // Within a round: from round to round the machine itself is faster or slower.
    const ofRounds = rounds.flatMap((speeds) =>
      speeds.naive && speeds.production ? [speeds.production / speeds.naive] : [],
    );
    return ofRounds.length === 0 ? [] : [[processes, round(median(ofRounds))]];
  });
  return {
    ...(naive && { naive }),
    ...(production && {
      production: {
        ...production,
        ...(ratios.length > 0 && {
          ratioToNaiveByProcesses: Object.fromEntries(ratios),
          ratioToNaive: Math.min(...ratios.map(([, ratio]) => ratio)),
        }),
      },
    }),
    ...(productionWithMore && { productionWithMore }),
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
