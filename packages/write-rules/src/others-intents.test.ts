import { expect, test } from "vitest";
import { decideField } from "./decide-field.ts";
import { describedField, ledgerOf } from "./testing.ts";

test("G2: a correction to the value that our unanswered write has put there makes it the person's", () => {
  const decision = decideField({
    order: {
      ...{ field: "ai_industry", kind: "correct", value: "Energy", owner: "person" },
      expectedValue: "Energy",
    },
    answer: { value: null, confidence: 0, evidence: null },
    ...{ workId: "70", generation: 1, fingerprint: "", type: "text", policy: "always" },
    ...{ reviewBelow: 0, live: "Energy", ledger: undefined, description: describedField() },
    // Of an answer, whose call got no reply.
    intents: [
      {
        ...{ recordId: "1", field: "ai_industry", afterValue: "Energy", afterOwner: "fieldwork" },
        ...{ withdraws: null, workId: "7", generation: 1, fingerprint: "f1", isUnderWay: false },
      },
    ],
  });
  expect(decision).toMatchObject({
    kind: "unchanged",
    entry: { owner: "person", value: "Energy" },
  });
});

test("G2: what a person has taken over stays the person's, though a write of ours is still without an answer", () => {
  const decision = decideField({
    ...{ order: null, answer: { value: "Retail", confidence: 1, evidence: null } },
    ...{ workId: "7", generation: 2, fingerprint: "f2", type: "text", policy: "own-or-empty" },
    ...{ reviewBelow: 0, live: "Energy", description: describedField() },
    ledger: ledgerOf({ owner: "person", workId: null, generation: null, fingerprint: null }),
    intents: [
      {
        ...{ recordId: "1", field: "ai_industry", afterValue: "Energy", afterOwner: "fieldwork" },
        ...{ withdraws: null, workId: "7", generation: 1, fingerprint: "f1", isUnderWay: false },
      },
    ],
  });
  expect(decision.kind).toBe("human-value");
});
