import type { KnownWriters } from "@fieldwork/store/reading";
import { expect, test } from "vitest";
import { writerOf } from "./value-writer.ts";

const at = (hour: number) => `2026-11-01T0${hour}:00:00Z`;
const nobody: KnownWriters = { ledger: null, order: null, change: null };
const edited = { value: "Energy", at: at(2) };
const ordered = { kind: "correct", value: "Energy", by: "ann", at: at(3) } as const;

test("what nobody of us has seen written is by somebody who is not known", () => {
  expect(writerOf(nobody, "Energy")).toEqual({ who: "unknown", by: null, at: null });
  expect(writerOf({ ...nobody, change: edited }, "Utilities")).toMatchObject({ who: "unknown" });
});

test("an edit in the CRM is somebody's there, an order from here is whose name it has", () => {
  const person = { owner: "person", value: "Energy", at: at(3) } as const;
  expect(writerOf({ ...nobody, change: edited }, "Energy")).toEqual({
    ...{ who: "person-in-crm", by: null, at: at(2) },
  });
  const both = { ledger: person, order: ordered, change: edited };
  expect(writerOf(both, "Energy")).toEqual({ who: "person-here", by: "ann", at: at(3) });
  const later = { ...both, change: { ...edited, at: at(4) } };
  expect(writerOf(later, "Energy")).toMatchObject({ who: "person-in-crm", at: at(4) });
});

test("a value of ours is ours, also where a person approved it", () => {
  const ours = { owner: "fieldwork", value: "Energy", at: at(3) } as const;
  const approved = { ...ordered, kind: "approve" } as const;
  expect(writerOf({ ...nobody, ledger: ours, order: approved }, "Energy")).toEqual({
    ...{ who: "fieldwork", by: null, at: at(3) },
  });
});
