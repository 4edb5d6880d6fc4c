import { expect, test } from "vitest";
import { compareBill } from "./compare-bill.ts";

const usd = 1_000_000_000n;
const day = "2026-11-25";
const ours = (model: string, chargedNanoUsd: bigint, heldNanoUsd = 0n) => ({
  ...{ day, model, chargedNanoUsd, heldNanoUsd, calls: 3 },
});
const verdictOf = (billed: bigint, charged: bigint, held: bigint) =>
  compareBill([{ day, model: "m", nanoUsd: billed }], {
    ...{ days: [ours("m", charged, held)], firstDay: day },
  })[0]?.verdict;

test.each([
  [10n * usd, 10n * usd, 0n, "alike"],
  [10n * usd, 10n * usd - usd / 20n, 0n, "alike"],
  [5_000_000n, 0n, 0n, "alike"],
  [12n * usd, 10n * usd, 3n * usd, "held-was-billed"],
  [14n * usd, 10n * usd, 3n * usd, "billed-more"],
  [9n * usd, 10n * usd, 3n * usd, "billed-less"],
])("billed %s where ours is %s and %s is held: %s", (billed, charged, held, verdict) => {
  expect(verdictOf(billed, charged, held)).toBe(verdict);
});

test("a dated snapshot is its model, and what only one side knows of has its row", () => {
  const bill = [
    { day, model: "gpt-6-luna-2026-05-01", nanoUsd: usd },
    { day, model: "Web Search Usage", nanoUsd: usd },
  ];
  const days = [ours("gpt-6-luna", usd), ours("gpt-6-nova", usd)];
  expect(
    compareBill(bill, { days, firstDay: day }).map(({ model, verdict }) => [model, verdict]),
  ).toEqual([
    ["Web Search Usage", "billed-more"],
    ["gpt-6-luna", "alike"],
    ["gpt-6-nova", "billed-less"],
  ]);
});

test("a bill that tells no models apart is held against the whole day, and days before the log against nothing", () => {
  const bill = [
    { day: "2026-11-24", model: null, nanoUsd: usd },
    { day, model: null, nanoUsd: 2n * usd },
  ];
  const days = [ours("a", usd), ours("b", usd)];
  expect(compareBill(bill, { days, firstDay: day })).toMatchObject([
    { day: "2026-11-24", model: null, verdict: "not-in-the-log" },
    { day, model: null, chargedNanoUsd: 2n * usd, calls: 6, verdict: "alike" },
  ]);
});
