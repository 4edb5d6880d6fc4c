import { expect, test } from "vitest";
import type { GrownDecade } from "./drain-decade.ts";
import { judgeGrowth } from "./judge-growth.ts";

function decade(changes: number, cpuMsPerRecord: number, ratio: number): GrownDecade {
  return {
    ...{ changes, cpuMsPerRecord, recordsPerSecond: 900, cpuMsByPart: {} },
    parts: { "writer-1": { mb: 300, ratio } },
    postgres: { bytesPerRecord: 9000, bytesAfterRetention: 7000, byTable: {} },
  };
}

test("a record's CPU is judged from each decade to the next, and memory within those that are long enough", () => {
  const limits = judgeGrowth([
    decade(10_000, 2, 1.4),
    decade(100_000, 2.3, 1.1),
    decade(1_000_000, 2.7, 1.25),
  ]);
  expect(limits.map(({ value, isHeld }) => ({ value, isHeld }))).toEqual([
    { value: 1.15, isHeld: true },
    { value: 1.17, isHeld: false },
    { value: 1.1, isHeld: true },
    { value: 1.25, isHeld: false },
  ]);
});
