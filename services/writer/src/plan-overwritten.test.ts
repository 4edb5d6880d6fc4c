import type { WrittenIntent } from "@fieldwork/store/replaced";
import { expect, test } from "vitest";
import { findOverwritten, toDecision, toOwnerChange } from "./plan-overwritten.ts";

const intent = (overrides: Partial<WrittenIntent> = {}): WrittenIntent => ({
  ...{ object: "company", recordId: "1", field: "ai_industry", beforeValue: null },
  ...{ afterValue: "Energy", openedAt: new Date(0), settledAt: new Date(1), workId: "7" },
  ...{ generation: 2, enrichment: "profile", definitionHash: "d1", fingerprint: "f" },
  ...{ answerId: "3", wantedBy: ["live"], owner: "fieldwork", ledgerValue: "Energy" },
  recordedAt: "2026-01-05",
  ...overrides,
});
const never = () => false;

test("a write that replaced what was read has overwritten nobody", () => {
  const of = (before: string | null, value: string | null) =>
    findOverwritten([{ written: intent({ beforeValue: before }), value }], never);
  expect(of(null, null)).toEqual([]);
  expect(of(null, "")).toEqual([]);
  expect(of("Two\nlines", "Two\r\nlines ")).toEqual([]);
  expect(of(null, "Mining")).toHaveLength(1);
  expect(of("Retail", null)).toHaveLength(1);
});

test("who owns the field by now, or may be overwritten, needs no review", () => {
  const found = (owner: WrittenIntent["owner"], mayOverwrite = never) =>
    findOverwritten([{ written: intent({ owner }), value: "Mining" }], mayOverwrite);
  expect(found("fieldwork")).toHaveLength(1);
  expect([...found("person"), ...found("cleared-by-person"), ...found(null)]).toEqual([]);
  expect(found("fieldwork", () => true)).toEqual([]);
});

test("an overwritten edit opens a review with its value, and the field becomes a person's as it stands", () => {
  const written = intent({ ledgerValue: "Energy" });
  const [found = expect.unreachable()] = findOverwritten([{ written, value: "Mining" }], never);
  expect(toDecision(found)).toMatchObject({
    ...{ workId: "7", generation: 2, field: "ai_industry", opensReview: true },
    reason: { code: "edit-overwritten", detail: { overwritten: "Mining" } },
    liveValue: "Energy",
  });
  expect(toDecision({ written, value: null }).reason.detail).toBeNull();
  expect(toOwnerChange(found)).toMatchObject({ toOwner: "person", value: "Energy" });
});

test("of several of one field the newest counts", () => {
  const [older, newer] = [intent({ generation: 1 }), intent({ generation: 2 })];
  const found = findOverwritten(
    [older, newer].map((written) => ({ written, value: "Mining" })),
    never,
  );
  expect(found.map(({ written }) => written.generation)).toEqual([2]);
});
