import type { OpenIntent } from "@fieldwork/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CompanionSituation, decideCompanion } from "./decide-companion.ts";
import { describedField, ledgerOf } from "./testing.ts";

const field = "ai_industry_source";
const description = describedField({ field, type: "text", maxChars: 120 });
const ours = ledgerOf({ field, value: "openai/old" });
const intent: OpenIntent = {
  ...{ recordId: "1", field, afterValue: "openai/new", workId: "7", generation: 2 },
  ...{ fingerprint: "f2", afterOwner: "fieldwork", withdraws: null, isUnderWay: true },
};

function decide(overrides: Partial<CompanionSituation>) {
  const situation = { live: null, ledger: undefined, intents: [], description, ...overrides };
  return decideCompanion({ value: "openai/new", ...situation });
}

describe("crm-28: a companion of a value that is written", () => {
  test("goes with it into a blank field, and in place of our own", () => {
    expect(decide({})).toMatchObject({ kind: "write", after: "openai/new", beforeOwner: null });
    expect(decide({ live: "openai/old", ledger: ours })).toMatchObject({
      ...{ kind: "write", before: "openai/old", beforeOwner: "fieldwork" },
    });
    expect(decide({ live: "openai/old", ledger: ours, value: null })).toMatchObject({
      ...{ kind: "write", after: null },
    });
  });

  test("is not written again, and is known again after a crash", () => {
    const standing = ledgerOf({ field, value: "openai/new" });
    expect(decide({ live: "openai/new", ledger: standing })).toMatchObject({
      ...{ kind: "unchanged", recovered: undefined },
    });
    expect(decide({ live: "openai/new", intents: [intent] })).toMatchObject({
      ...{ kind: "unchanged", recovered: intent },
    });
  });

  test("is left out where its field is hidden, read-only or too short, or is pinned", () => {
    expect(decide({ live: undefined })).toBeUndefined();
    expect(decide({ description: { ...description, writable: false } })).toBeUndefined();
    expect(decide({ description: { ...description, maxChars: 4 } })).toBeUndefined();
    expect(decide({ ledger: { ...ours, pinned: true }, live: "openai/old" })).toBeUndefined();
  });

  test("G2: takes no person's value or blank away, whatever was written before", () => {
    const blankOfPerson = ledgerOf({ field, owner: "person", value: null });
    expect(decide({ live: null, ledger: blankOfPerson })).toMatchObject({
      ...{ kind: "cleared-by-person", ownership: { isUnrecorded: true } },
    });
    const values = fc.option(fc.constantFrom("openai/old", "openai/new", "by hand"), { nil: null });
    const owners = fc.constantFrom("fieldwork", "person", "cleared-by-person");
    const entries = fc
      .record({ owner: owners, value: values })
      .map((entry) => ledgerOf({ field, ...entry } as Partial<typeof ours>));
    fc.assert(
      fc.property(
        ...[values, fc.option(entries, { nil: undefined }), fc.subarray([intent])],
        (live, ledger, intents) => {
          const decision = decide({ live, ledger, intents });
          if (decision?.kind !== "write") return;
          const isOurs = ledger?.owner === "fieldwork" && ledger.value === live;
          const isSent = intents.some(({ afterValue }) => afterValue === live);
          const isUntouched = live === null && ledger === undefined;
          expect(isOurs || isSent || isUntouched).toBe(true);
        },
      ),
    );
  });
});
