import type { GrownDecade } from "./drain-decade.ts";

export interface Limit {
  what: string;
  value: number;
  most: number;
  isHeld: boolean;
}

const mostCpuRatio = 1.15;
/** What a heap still gains that is collected when the engine likes; what keeps a part of each record would pass it. */
const mostMemoryRatio = 1.2;
/** In a shorter run every process is still compiling in the second tenth. */
const leastForMemory = 100_000;

/**
 * Which limits of growth held: a record's CPU from each decade to the next, and the memory of each process and of
 * Redis within a decade that is long enough. Pure.
 */
export function judgeGrowth(decades: readonly GrownDecade[]): Limit[] {
  const cpu = decades.flatMap(({ changes, cpuMsPerRecord }, index) => {
    const before = decades[index - 1];
    return before
      ? limit(
          `CPU of a record, of ${changes} over ${before.changes}`,
          cpuMsPerRecord / before.cpuMsPerRecord,
          mostCpuRatio,
        )
      : [];
  });
  const memory = decades
    .filter(({ changes }) => changes >= leastForMemory)
    .flatMap(({ changes, parts }) =>
      Object.entries(parts).flatMap(([part, { ratio }]) =>
        limit(`memory of ${part}, last tenth of ${changes} over second`, ratio, mostMemoryRatio),
      ),
    );
  return [...cpu, ...memory];
}

function limit(what: string, exact: number, most: number): Limit[] {
  const value = Math.round(exact * 100) / 100;
  return [{ what, value, most, isHeld: value <= most }];
}
