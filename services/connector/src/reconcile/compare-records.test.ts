import type { Change } from "@fieldwork/crm";
import { expect, test } from "vitest";
import { compareRecords, isSweep } from "./compare-records.ts";

const [older, at, newer] = ["2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"];
const scannedBeforeMs = Date.parse("2026-03-01T12:00:00Z");

const known = (id: string, name: string, vendorAt = at) => ({
  ...{ id, vendorAt: new Date(vendorAt), hasEnded: false },
  ...{ fields: { name }, outputs: { ai_summary: null } },
});
const live = (id: string, name: string | null, vendorAt = at): Change => ({
  ...{ kind: "changed", ref: { connection: "c", object: "company", id } },
  version: { vendorAt, contentHash: name ?? "" },
  fields: { name, phone: "1" },
  outputs: { ai_summary: null, ai_new: "x" },
});

function compared(before: ReturnType<typeof known>, change: Change | undefined) {
  const changes = change ? [change] : [];
  const gone = change ? [] : [before.id];
  const { stale, ended, inFlight } = compareRecords([before], { changes, gone }, scannedBeforeMs);
  return { stale: stale.length, ended: ended.length, inFlight };
}

const nothing = { stale: 0, ended: 0, inFlight: 0 };

test("what is known as the CRM shows it is right, whatever else the CRM shows by now", () => {
  expect(compared(known("1", "A"), live("1", "A"))).toEqual(nothing);
  expect(compared(known("1", "A"), live("1", "A", newer))).toEqual(nothing);
});

test("an edit that was missed is stale, also one within the same second", () => {
  expect(compared(known("1", "A"), live("1", "B", newer))).toEqual({ ...nothing, stale: 1 });
  expect(compared(known("1", "A"), live("1", "B"))).toEqual({ ...nothing, stale: 1 });
  expect(compared(known("1", "A"), live("1", null))).toEqual({ ...nothing, stale: 1 });
});

test("a read that is older than what is known, and an edit that no scan can have seen, are no fault", () => {
  expect(compared(known("1", "A"), live("1", "B", older))).toEqual(nothing);
  const now = "2026-03-01T12:00:00Z";
  expect(compared(known("1", "A"), live("1", "B", now))).toEqual({ ...nothing, inFlight: 1 });
});

test("what is there no more, or is another record by now, has ended", () => {
  expect(compared(known("1", "A"), undefined)).toEqual({ ...nothing, ended: 1 });
  const ref = { connection: "c", object: "company", id: "1" };
  const merged: Change = {
    ...{ kind: "deleted", ref, version: { vendorAt: at, contentHash: "m" } },
    became: { how: "merged", ref: { ...ref, id: "2" } },
  };
  expect(compared(known("1", "A"), merged)).toEqual({ ...nothing, ended: 1 });
});

test("more ends than a twentieth are not believed without asking, unless they are few", () => {
  expect(isSweep({ ended: 10, lookedAt: 20 })).toBe(false);
  expect(isSweep({ ended: 11, lookedAt: 20 })).toBe(true);
  expect(isSweep({ ended: 50, lookedAt: 1000 })).toBe(false);
  expect(isSweep({ ended: 51, lookedAt: 1000 })).toBe(true);
});
