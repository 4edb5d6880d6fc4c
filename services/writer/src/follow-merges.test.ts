import type { LedgerEntry } from "@fieldwork/store";
import { expect, test } from "vitest";
import { planAdoption } from "./follow-merges.ts";

const description = { field: "ai_summary", vendorName: "ai_summary", exists: true, writable: true };
const intoOf = new Map([
  ["1", "3"],
  ["2", "3"],
]);

function entry(recordId: string, owner: LedgerEntry["owner"], value: string | null): LedgerEntry {
  return {
    ...{ recordId, field: "ai_summary", owner, value, workId: "1", generation: 1 },
    ...{ fingerprint: "f", pinned: false, withdrawnFingerprint: null, recordedAt: "now" },
  };
}

function adopted(live: string | null | undefined, ...ledger: LedgerEntry[]) {
  const outputs = live === undefined ? {} : { ai_summary: live };
  const descriptions = [description];
  const taken = planAdoption({ recordId: "3", outputs, ledger, intoOf, descriptions });
  return taken.map(({ fromId }) => fromId);
}

test("crm-10: the owner of the value that a merge left goes on under the new id", () => {
  const [ours, other] = [entry("1", "fieldwork", "A"), entry("2", "fieldwork", "B")];
  expect(adopted("A", ours, other)).toEqual(["1"]);
  expect(adopted("B", ours, other)).toEqual(["2"]);
});

test("crm-10: a value that nobody's entry shows is a person's, and so is one that both showed where one was", () => {
  expect(adopted("C", entry("1", "fieldwork", "A"))).toEqual([]);
  expect(adopted(null, entry("1", "fieldwork", "A"))).toEqual([]);
  expect(adopted(undefined, entry("1", "fieldwork", "A"))).toEqual([]);
  expect(adopted("A", entry("1", "fieldwork", "A"), entry("2", "person", "A"))).toEqual(["2"]);
  expect(adopted(null, entry("1", "cleared-by-person", null))).toEqual(["1"]);
});

test("crm-10: what is known of the new id already is left as it is", () => {
  expect(adopted("A", entry("1", "fieldwork", "A"), entry("3", "person", "A"))).toEqual([]);
});
