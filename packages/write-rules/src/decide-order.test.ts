import { sameValue } from "@fieldwork/crm";
import type { FieldOrder, LedgerEntry, OpenIntent } from "@fieldwork/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideField } from "./decide-field.ts";
import type { FieldSituation } from "./field-decision.ts";
import { findOwner } from "./find-owner.ts";
import { describedField, ledgerOf } from "./testing.ts";

function order(overrides: Partial<FieldOrder>): FieldOrder {
  return {
    field: "ai_industry",
    kind: "approve",
    value: "Materials",
    owner: "fieldwork",
    expectedValue: null,
    ...overrides,
  };
}

const undo = (overrides: Partial<FieldOrder> = {}) =>
  order({ kind: "undo", value: null, expectedValue: "Energy", ...overrides });

function decide(ordered: FieldOrder, overrides: Partial<FieldSituation> = {}) {
  return decideField({
    order: ordered,
    answer: { value: null, confidence: 0, evidence: null },
    ...{
      workId: "70",
      generation: 1,
      fingerprint: "f1",
      type: "text",
      policy: "always",
      reviewBelow: 0,
    },
    ...{ live: null, ledger: undefined, intents: [], description: describedField() },
    ...overrides,
  });
}

describe("an approval", () => {
  test("writes the answer over what the reviewer saw, and the value is ours", () => {
    expect(decide(order({ expectedValue: "Retail" }), { live: "Retail" })).toMatchObject({
      ...{ kind: "write", after: "Materials", before: "Retail", beforeOwner: "person" },
      ...{ afterOwner: "fieldwork", withdraws: null },
    });
  });

  test("G2: writes nothing where something else stands by now", () => {
    expect(decide(order({}), { live: "Retail" })).toMatchObject({ kind: "changed-since" });
    expect(decide(order({ expectedValue: "Retail" }))).toMatchObject({ kind: "changed-since" });
  });

  test("of a value that stands already makes it ours without a write", () => {
    const approved = decide(order({ expectedValue: "Materials" }), { live: "Materials" });
    expect(approved).toMatchObject({ kind: "unchanged", entry: { owner: "fieldwork" } });
  });

  test("that the CRM would refuse is not sent", () => {
    const description = describedField({ writable: false });
    expect(decide(order({}), { description })).toMatchObject({ kind: "cannot-be-written" });
  });
});

test("a correction is the person's who made it, also as a blank", () => {
  const theirs = { kind: "correct", expectedValue: "Energy", owner: "person" } as const;
  const ours = { live: "Energy", ledger: ledgerOf() };
  expect(decide(order(theirs), ours)).toMatchObject({ kind: "write", afterOwner: "person" });
  const blank = order({ ...theirs, value: null, owner: "cleared-by-person" });
  expect(decide(blank, ours)).toMatchObject({ after: null, afterOwner: "cleared-by-person" });
});

describe("G8: an undo", () => {
  test("restores value and owner, and takes the answer back", () => {
    const before = { value: "Retail", owner: "person" } as const;
    expect(decide(undo(before), { live: "Energy", ledger: ledgerOf() })).toMatchObject({
      ...{ kind: "write", after: "Retail", before: "Energy", afterOwner: "person" },
      withdraws: "f1",
    });
  });

  test("leaves what a person has edited, and what another answer has written since", () => {
    expect(decide(undo(), { live: "Retail", ledger: ledgerOf() })).toMatchObject({
      kind: "changed-since",
    });
    const later = ledgerOf({ fingerprint: "f2" });
    expect(decide(undo(), { live: "Energy", ledger: later })).toMatchObject({
      kind: "changed-since",
    });
    const theirs = ledgerOf({ owner: "person" });
    expect(decide(undo(), { live: "Energy", ledger: theirs })).toMatchObject({
      kind: "changed-since",
    });
  });

  test("keeps its answer from being written again, but not another", () => {
    const ledger = ledgerOf({ value: null, withdrawnFingerprint: "f1" });
    const answer = { value: "Energy", confidence: 1, evidence: "x" };
    const asAnswer = { order: null, answer, ledger, policy: "own-or-empty" } as const;
    expect(decide(undo(), asAnswer)).toMatchObject({ kind: "withdrawn" });
    expect(decide(undo(), { ...asAnswer, fingerprint: "f2" })).toMatchObject({ kind: "write" });
  });
});

describe("a field that a person pinned", () => {
  const ledger = ledgerOf({ pinned: true });
  const live = "Energy";

  test("takes no answer, whatever the policy", () => {
    const answer = { value: "Materials", confidence: 1, evidence: "x" };
    expect(decide(order({}), { order: null, answer, live, ledger })).toMatchObject({
      kind: "pinned",
    });
  });

  test("takes a correction, and neither an approval nor an undo", () => {
    const seen = { expectedValue: live };
    expect(
      decide(order({ ...seen, kind: "correct", owner: "person" }), { live, ledger }),
    ).toMatchObject({ kind: "write" });
    expect(decide(order(seen), { live, ledger })).toMatchObject({ kind: "pinned" });
    expect(decide(undo(), { live, ledger })).toMatchObject({ kind: "pinned" });
  });

  test("is kept whatever stands there, and given back by an unpin", () => {
    expect(decide(order({ kind: "pin" }), { live: "Retail" })).toMatchObject({
      kind: "unchanged",
      entry: { owner: "person", value: "Retail", pinned: true },
    });
    const given = decide(order({ kind: "unpin", expectedValue: "Retail" }), { live: "Retail" });
    expect(given).toMatchObject({
      entry: { owner: "fieldwork", value: "Retail", pinned: false },
    });
  });
});

test("a value that a crash left unrecorded is whose the order said", () => {
  const intent: OpenIntent = {
    ...{ recordId: "1", field: "ai_industry", afterValue: "Materials", workId: "70" },
    ...{ generation: 1, fingerprint: "", isUnderWay: false },
    ...{ afterOwner: "person", withdraws: null },
  };
  const situation = { live: "Materials", ledger: ledgerOf(), intents: [intent] };
  const correction = order({ kind: "correct", owner: "person", expectedValue: "Energy" });
  expect(decide(correction, situation)).toMatchObject({
    kind: "unchanged",
    recovered: { afterOwner: "person" },
  });
  const answer = { value: "Energy", confidence: 1, evidence: "x" };
  expect(
    decide(correction, { ...situation, order: null, answer, policy: "own-or-empty" }),
  ).toMatchObject({ kind: "human-value" });
});

const value = fc.constantFrom(null, "Energy", "Materials", "Retail");
const orders: fc.Arbitrary<FieldOrder> = fc.record({
  field: fc.constant("ai_industry"),
  kind: fc.constantFrom("approve", "correct", "reject", "keep", "undo", "pin", "unpin"),
  value,
  owner: fc.constantFrom("fieldwork", "person", "cleared-by-person"),
  expectedValue: value,
});
const ledgers: fc.Arbitrary<LedgerEntry | undefined> = fc.option(
  fc
    .record({
      owner: fc.constantFrom<LedgerEntry["owner"]>("fieldwork", "person", "cleared-by-person"),
      ...{ value, pinned: fc.boolean(), fingerprint: fc.constantFrom("f1", "f2") },
    })
    .map(ledgerOf),
  { nil: undefined },
);

test("G2: no order writes over anything but what whoever gave it saw", () => {
  fc.assert(
    fc.property(orders, value, ledgers, (ordered, live, ledger) => {
      const decision = decide(ordered, { live, ledger });
      if (decision.kind !== "write") return;
      expect(sameValue(live, ordered.expectedValue)).toBe(true);
      expect(decision).toMatchObject({ after: ordered.value, afterOwner: ordered.owner });
      expect(["approve", "correct", "undo"]).toContain(ordered.kind);
    }),
  );
});

test("G8: an undo writes only where the newest entry is its answer's, and the value still ours", () => {
  fc.assert(
    fc.property(orders, value, ledgers, (ordered, live, ledger) => {
      const decision = decide({ ...ordered, kind: "undo" }, { live, ledger });
      if (decision.kind !== "write") return;
      const { owner } = findOwner({
        ...{ live, ledger, intents: [] },
        description: describedField(),
      });
      expect({ owner, fingerprint: ledger?.fingerprint, isPinned: ledger?.pinned }).toEqual({
        ...{ owner: "fieldwork", fingerprint: "f1", isPinned: false },
      });
      expect(decision.withdraws).toBe("f1");
    }),
  );
});

test("an answer that a person declines is withdrawn, and the field stays as it is and whose it is", () => {
  fc.assert(
    fc.property(orders, value, ledgers, (ordered, live, ledger) => {
      const given = { live, ledger };
      const decision = decide({ ...ordered, kind: "reject", expectedValue: live }, given);
      if (decision.kind !== "unchanged" || decision.entry === undefined) {
        return expect(decision).toMatchObject({ kind: "unchanged", entry: expect.anything() });
      }
      const { withdraws, ...entry } = decision.entry;
      expect(withdraws).toBe("f1");
      const before = findOwner({ ...given, intents: [], description: describedField() });
      const after = findOwner({
        ...{ live, intents: [], description: describedField() },
        ledger: ledgerOf({ ...entry, withdrawnFingerprint: withdraws }),
      });
      expect(after.owner).toBe(before.owner);
      expect(entry.pinned).toBe(ledger?.pinned === true);
    }),
  );
});

test("what a person keeps is a person's from then on, a blank as well as a value", () => {
  const keep = order({ kind: "keep", expectedValue: "Energy" });
  expect(decide(keep, { live: "Energy", ledger: ledgerOf() })).toMatchObject({
    kind: "unchanged",
    entry: { owner: "person", value: "Energy", withdraws: "f1" },
  });
  const blank = order({ kind: "keep", expectedValue: null });
  expect(decide(blank, { live: null, ledger: undefined })).toMatchObject({
    entry: { owner: "cleared-by-person", value: null },
  });
  expect(decide(keep, { live: "Retail", ledger: ledgerOf() })).toMatchObject({
    kind: "changed-since",
  });
});
