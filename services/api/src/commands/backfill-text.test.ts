import { backfillGates } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { receiptOf } from "../backfills/receipt.ts";
import { backfillText } from "./backfill-text.ts";

test("a receipt tells what is held for calls of unknown outcome apart from what is spent, and what to do", () => {
  const time = new Date(0).toISOString();
  const text = backfillText(
    {
      ...{ id: "backfill-1", enrichment: "profile", definitionHash: "h", connection: "hub" },
      ...{ object: "company", filter: { all: [] }, state: "finished", step: 0, passedStep: 0 },
      ...{ restMinutes: 0, maxNanoUsd: null, stoppedBy: null, gates: backfillGates.parse({}) },
      ...{ judged: null, sheetHash: null, approvedBy: null, band: null, orderedBy: "ann" },
      ...{ createdAt: time, startedAt: time, restUntil: null, endedAt: time },
      receipt: {
        ...receiptOf([]),
        ...{ records: 2, written: 2, spentNanoUsd: 1_000_000, heldNanoUsd: 500_000 },
      },
    },
    { columns: undefined },
  );
  expect(text.split("\n")).toEqual([
    "backfill-1  finished  profile of hub/company: 2 of 2 records done",
    "  2 written",
    "  spent: 0.001000 USD",
    "  held: 0.000500 USD for calls whose outcome is not known; npx fieldwork budget says how to release it",
  ]);
});
