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
    isHeld: fc.boolean(),
    count: fc.nat(1000),
    inFlightAtStop: fc.nat(10),
    spentNanoUsd: fc.nat(1000),
    heldNanoUsd: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const { records, spentNanoUsd, heldNanoUsd, inFlightAtStop, ...kinds } = receiptOf(rows);
      const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
      expect(records).toBe(sum(rows.map(({ count }) => count)));
      expect(sum(Object.values(kinds))).toBe(records);
      expect(spentNanoUsd).toBe(sum(rows.map((one) => one.spentNanoUsd)));
      expect(heldNanoUsd).toBe(sum(rows.map((one) => one.heldNanoUsd)));
      expect(inFlightAtStop).toBe(sum(rows.map((one) => one.inFlightAtStop)));
      const held = rows.filter(({ state, isHeld }) => state === "sent" && isHeld);
      expect(kinds.held).toBe(sum(held.map(({ count }) => count)));
    }),
  );
});

test("what a person's value or a pin kept is told apart from what stood there already", () => {
  const ended = (reason: string | null, outcome = "skipped"): BackfillCounts => ({
    ...{ state: "ended", outcome, reason, isHeld: false },
    ...{ count: 1, inFlightAtStop: 0, spentNanoUsd: 0, heldNanoUsd: 0 },
  });
  const rows = [ended("human-value"), ended("pinned"), ended("value-stands"), ended(null, "dead")];
  expect(receiptOf(rows)).toMatchObject({ records: 4, kept: 2, unchanged: 1, failed: 1 });
});

test("what the CRM or the model refused is told apart from what failed otherwise", () => {
  const reasons = ["crm-refused-record", "model-refused-content", "model-timed-out", null];
  const rows = reasons.map((reason) => ({
    ...({ state: "ended", outcome: "dead", reason, isHeld: false } as const),
    ...{ count: 1, inFlightAtStop: 0, spentNanoUsd: 0, heldNanoUsd: 0 },
  }));
  expect(receiptOf(rows)).toMatchObject({ records: 4, refused: 2, failed: 2 });
});
