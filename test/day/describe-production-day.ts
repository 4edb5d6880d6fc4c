import { describe, test } from "vitest";
import type { FaultLine } from "../faults/fault-line.ts";
import { expectDay } from "./compare-day.ts";
import type { DaySize } from "./describe-embedded-day.ts";
import { openProductionDay } from "./production-day.ts";
import { walkDay } from "./walk-day.ts";

/** On a line whose connection "hubspot" has the companies of a day, among others. */
export function describeProductionDay(
  lineOf: () => FaultLine,
  { companies, timeoutMs }: DaySize,
): void {
  describe("an operator's day on the production line", () => {
    test(
      "filter, count, sample, sheet, start, a gate, resume, a kill of everything, pause, cancel, receipt and undo, and the books agree to the record",
      async () => {
        const { scene, end } = await openProductionDay(lineOf(), companies);
        try {
          await expectDay(scene, await walkDay(scene));
        } finally {
          await end();
        }
      },
      timeoutMs,
    );
  });
}
