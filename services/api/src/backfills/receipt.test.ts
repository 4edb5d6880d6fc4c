import { reasonCode } from "@fieldwork/contracts";
import type { BackfillCounts } from "@fieldwork/store/backfills";
import fc from "fast-check";
import { expect, test } from "vitest";
import { receiptOf } from "./receipt.ts";

test("a receipt adds up to the record, whatever became of the records", () => {
  const row: fc.Arbitrary<BackfillCounts> = fc.record({
    state: fc.constantFrom("waiting", "sent", "ended", "cancelled"),
    outcome: fc.option(
      fc.constantFrom("written", "previewed", "skipped", "superseded", "dead", "review"),
    ),
    reason: fc.option(fc.constantFrom(...reasonCode.options)),
    count: fc.nat(1000),
    spentNanoUsd: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const { records, spentNanoUsd, ...kinds } = receiptOf(rows);
      const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
      expect(records).toBe(sum(rows.map(({ count }) => count)));
      expect(sum(Object.values(kinds))).toBe(records);
      expect(spentNanoUsd).toBe(sum(rows.map((one) => one.spentNanoUsd)));
    }),
  );
});

test("what a person's value or a pin kept is told apart from what stood there already", () => {
  const ended = (reason: string | null, outcome = "skipped"): BackfillCounts => ({
    ...{ state: "ended", outcome, reason, count: 1, spentNanoUsd: 0 },
  });
  const rows = [ended("human-value"), ended("pinned"), ended("value-stands"), ended(null, "dead")];
  expect(receiptOf(rows)).toMatchObject({ records: 4, kept: 2, unchanged: 1, failed: 1 });
});
