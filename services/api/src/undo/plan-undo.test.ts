import type { WrittenField } from "@fieldwork/store/undo";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planUndo } from "./plan-undo.ts";

type Overrides = {
  [Part in "newest" | "ledger" | "before"]?: Partial<NonNullable<WrittenField[Part]>>;
} & { isOrdered?: boolean };

function written({ newest, ledger, before, isOrdered = false }: Overrides = {}): WrittenField {
  return {
    ref: { connection: "hub", object: "company", id: "1" },
    ...{ field: "ai_industry", enrichment: "profile", isOrdered },
    newest: {
      ...{ id: "7", isMeant: true, value: "Energy", owner: "fieldwork", fingerprint: "f" },
      ...{ answerId: "3", isUndo: false, ...newest },
    },
    before: { value: "Mining", owner: "person", ...before },
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
    ledger: undone,
    before: { value: "Energy", owner: "fieldwork" },
  });
  expect(planUndo(field)).toEqual({
    order: { kind: "approve", value: "Energy", owner: "fieldwork", expectedValue: "Mining" },
  });
});

test("what is left as it is says why", () => {
  const why = (overrides: Overrides) => planUndo(written(overrides)).left;
  expect(why({ isOrdered: true })).toBe("on-its-way");
  expect(why({ newest: { isMeant: false } })).toBe("written-since");
  expect(why({ newest: { isMeant: false, isUndo: true } })).toBe("undone");
  expect(why({ newest: { isMeant: false, owner: "person" } })).toBe("edited-since");
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
        newest: fc.record({ isMeant: fc.boolean(), isUndo: fc.boolean(), owner, value }),
        // Otherwise as the newest write left it.
        ledger: fc.option(fc.record({ owner, value, fingerprint, pinned: fc.boolean() }), {
          freq: 1,
        }),
        isOrdered: fc.boolean(),
      }),
      ({ newest, ledger, isOrdered }) => {
        const { owner: own, value: put } = newest;
        const field = written({ newest, isOrdered, ledger: ledger ?? { owner: own, value: put } });
        const { order } = planUndo(field);
        if (!order) return;
        const { owner, value, fingerprint } = field.newest;
        expect(field).toMatchObject({ isOrdered: false, newest: { isMeant: true } });
        expect(field.ledger).toEqual({ owner, value, fingerprint, pinned: false });
        expect(order.expectedValue).toBe(value);
      },
    ),
    { numRuns: 1000 },
  );
});
