import { expect, test } from "vitest";
import { orderEnd } from "./order-end.ts";
import { claimOf, decidedWrite, ledgerOf } from "./testing.ts";

const claim = claimOf("1", {
  order: {
    ...{ field: "ai_industry", kind: "correct", value: "Energy" },
    ...{ owner: "person", expectedValue: null },
  },
});
const ordered = decidedWrite(claim);
const because = (code: "record-gone" | "unpinned") => ({ code, detail: null });

test("an order that was written is done, and tells what the ledger says since", () => {
  const fields = [{ ...ordered, ledger: ledgerOf({ pinned: true }) }];
  expect(orderEnd({ claim, fields, end: { state: "written", reason: null } })).toMatchObject([
    { state: "done", outcome: { owner: "fieldwork", value: "Energy", pinned: true } },
  ]);
});

test("an order that needed no write is done as it was recorded", () => {
  const entry = { owner: "fieldwork", value: "Mining", pinned: false, withdraws: null } as const;
  const reason = because("unpinned");
  const decision = { kind: "unchanged", reason, recovered: undefined, entry } as const;
  const fields = [{ ...ordered, decision }];
  expect(orderEnd({ claim, fields, end: { state: "skipped", reason } })).toMatchObject([
    { state: "done", reason, outcome: { owner: "fieldwork", value: "Mining", pinned: false } },
  ]);
});

test("an order whose record was gone when it was sent is refused", () => {
  const reason = because("record-gone");
  expect(orderEnd({ claim, fields: [ordered], end: { state: "skipped", reason } })).toMatchObject([
    { state: "refused", reason, outcome: null },
  ]);
});

test("an order that is put back does not end", () => {
  expect(orderEnd({ claim, fields: [] })).toEqual([]);
});
