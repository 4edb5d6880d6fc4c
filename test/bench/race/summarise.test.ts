import { expect, test } from "vitest";
import type { RaceFigures } from "./run-race.ts";
import { summarise } from "./summarise.ts";

const figuresOf = (recordsPerSecond: number, inWork = 50): RaceFigures => ({
  ...{ inWork, recordsPerSecond, unwritten: 0, maxRssMb: 300 },
  ...{ cpuMsPerRecord: {}, coresTakenByOthers: 0 },
});

test("the ratio to the naive line is the median of the rounds', and of runs with as many in work alone", () => {
  const { production, productionWithMore } = summarise([
    {
      processes: 2,
      medians: {
        naive: figuresOf(110),
        production: figuresOf(150),
        "production-with-more": figuresOf(900, 150),
      },
      rounds: [
        { naive: 100, production: 200, "production-with-more": 900 },
        { naive: 110, production: 132, "production-with-more": 950 },
        { naive: 120, production: 180, "production-with-more": 850 },
      ],
    },
  ]);
  expect(production).toMatchObject({ ratioToNaive: 1.5, ratioToNaiveByProcesses: { 2: 1.5 } });
  expect(productionWithMore).toEqual({
    ...figuresOf(900, 150),
    recordsPerSecondByProcesses: { 2: 900 },
  });
});
