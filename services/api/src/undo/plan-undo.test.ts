import type { WrittenField } from "@fieldwork/store/undo";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planUndo } from "./plan-undo.ts";

type Overrides = {
  [Part in "newest" | "standing" | "ledger" | "before"]?: Partial<NonNullable<WrittenField[Part]>>;
} & { isOrdered?: boolean };

function written({
  newest,
  standing,
  ledger,
  before,
  isOrdered = false,
}: Overrides = {}): WrittenField {
  return {
    ref: { connection: "hub", object: "company", id: "1" },
    ...{ field: "ai_industry", enrichment: "profile", isOrdered },
    newest: {
      ...{ id: "7", value: "Energy", owner: "fieldwork", fingerprint: "f", isUndo: false },
      ...newest,
    },
    standing: { isMeant: true, answerId: "3", isUndo: false, ...standing },
    before: { value: "Mining", owner: "person", firstId: "7", ...before },
    ledger: { owner: "fieldwork", value: "Energy", fingerprint: "f", pinned: false, ...ledger },
  };
}

test("an undo restores the value and the owner before, over our own value alone", () => {
  expect(planUndo(written())).toEqual({
    order: { kind: "undo", value: "Mining", owner: "person", expectedValue: "Energy" },
  });
  expect(planUndo(written({ before: { value: null, owner: null } }))).toMatchObject({
    order: { value: null, owner: "fieldwork" },
  });
});

test("to undo an undo is to approve the answer anew that it took back", () => {
  const undone = { value: "Mining", owner: "person" } as const;
  const field = written({
    newest: { ...undone, isUndo: true },
    standing: { isUndo: true },
    ledger: undone,
    before: { value: "Energy", owner: "fieldwork" },
  });
  expect(planUndo(field)).toEqual({
    order: { kind: "approve", value: "Energy", owner: "fieldwork", expectedValue: "Mining" },
  });
});

test("beneath a later write that was taken back, an undo restores what stood before, and is no approval", () => {
  const field = written({ newest: { isUndo: true }, before: { value: null, owner: null } });
  expect(planUndo(field)).toEqual({
    order: { kind: "undo", value: null, owner: "fieldwork", expectedValue: "Energy" },
  });
});

test("what is left as it is says why", () => {
  const why = (overrides: Overrides) => planUndo(written(overrides)).left;
  expect(why({ isOrdered: true })).toBe("on-its-way");
  const standing = { isMeant: false };
  expect(why({ standing })).toBe("written-since");
  expect(why({ standing, newest: { isUndo: true } })).toBe("undone");
  expect(why({ standing, newest: { owner: "person" } })).toBe("edited-since");
  expect(why({ ledger: { pinned: true } })).toBe("pinned");
  expect(why({ ledger: { owner: "person", value: "Mining" } })).toBe("edited-since");
});

test("G8: nothing is ordered unless the newest write is meant and the ledger is as that write left it", () => {
  const owner = fc.constantFrom("fieldwork", "person", "cleared-by-person");
  const value = fc.constantFrom("Energy", "Mining", null);
  const fingerprint = fc.constantFrom("f", "g");
  fc.assert(
    fc.property(
      fc.record({
        newest: fc.record({ isUndo: fc.boolean(), owner, value }),
        standing: fc.record({ isMeant: fc.boolean(), isUndo: fc.boolean() }),
        // Otherwise as the newest write left it.
        ledger: fc.option(fc.record({ owner, value, fingerprint, pinned: fc.boolean() }), {
          freq: 1,
        }),
        isOrdered: fc.boolean(),
      }),
      ({ newest, standing, ledger, isOrdered }) => {
        const { owner: own, value: put } = newest;
        const untouched = { owner: own, value: put };
        const field = written({ newest, standing, isOrdered, ledger: ledger ?? untouched });
        const { order } = planUndo(field);
        if (!order) return;
        const { owner, value, fingerprint } = field.newest;
        expect(field).toMatchObject({ isOrdered: false, standing: { isMeant: true } });
        expect(field.ledger).toEqual({ owner, value, fingerprint, pinned: false });
        expect(order.expectedValue).toBe(value);
      },
    ),
    { numRuns: 1000 },
  );
});
