import { type FieldDescription, sameValue } from "@fieldwork/crm";
import type { LedgerEntry, OpenIntent } from "@fieldwork/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideField } from "./decide-field.ts";
import { type FieldSituation, waitsForPerson } from "./field-decision.ts";
import { ledgerOf } from "./testing.ts";

const description: FieldDescription = {
  field: "ai_industry",
  vendorName: "ai_industry",
  exists: true,
  writable: true,
  maxChars: 20,
};

function intent(afterValue: string): OpenIntent {
  return {
    recordId: "1",
    field: "ai_industry",
    afterValue,
    workId: "7",
    generation: 2,
    fingerprint: "f2",
    afterOwner: "fieldwork",
    withdraws: null,
    isUnderWay: true,
  };
}

function situation(overrides: Partial<FieldSituation>): FieldSituation {
  return {
    order: null,
    fingerprint: "f2",
    answer: { value: "Materials", confidence: 0.9, evidence: "mines" },
    workId: "7",
    generation: 2,
    type: "text",
    policy: "own-or-empty",
    reviewBelow: 0.5,
    live: null,
    ledger: undefined,
    intents: [],
    description,
    ...overrides,
  };
}

const decide = (overrides: Partial<FieldSituation>) => decideField(situation(overrides));

describe("own-or-empty, the default policy", () => {
  test("fills a field that nobody filled", () => {
    expect(decide({})).toMatchObject({
      kind: "write",
      before: null,
      beforeOwner: null,
      after: "Materials",
    });
  });

  test("replaces our own value, and remembers it", () => {
    expect(decide({ live: "Energy", ledger: ledgerOf({}) })).toMatchObject({
      kind: "write",
      before: "Energy",
      beforeOwner: "fieldwork",
    });
  });

  test("G2: leaves a value that we did not write", () => {
    expect(decide({ live: "Retail" })).toMatchObject({ kind: "human-value" });
    expect(decide({ live: "Retail", ledger: ledgerOf({}) })).toMatchObject({
      kind: "human-value",
      ownership: { isUnrecorded: true },
    });
  });

  test("G2: leaves a blank that a person made of our value", () => {
    expect(decide({ live: null, ledger: ledgerOf({}) })).toMatchObject({
      kind: "cleared-by-person",
    });
  });

  test("G2: leaves a blank that a person made of their own value", () => {
    const theirs = ledgerOf({ owner: "person", value: "Retail" });
    expect(decide({ live: null, ledger: theirs })).toMatchObject({ kind: "cleared-by-person" });
  });

  test("a blank of our own making may be filled again", () => {
    expect(decide({ live: null, ledger: ledgerOf({ value: null }) })).toMatchObject({
      kind: "write",
    });
  });

  test("a value that equals an open intent is ours: a crash came before it was recorded", () => {
    expect(decide({ live: "Energy", intents: [intent("Energy")] })).toMatchObject({
      kind: "write",
      beforeOwner: "fieldwork",
    });
  });

  test("our own answer found live under an open intent is recorded and not written twice", () => {
    expect(decide({ live: "Materials", intents: [intent("Materials")] })).toMatchObject({
      kind: "unchanged",
      recovered: { afterValue: "Materials" },
    });
  });
});

describe("other policies", () => {
  test("if-empty fills a blank and replaces nothing, not even our own", () => {
    expect(decide({ policy: "if-empty" })).toMatchObject({ kind: "write" });
    expect(decide({ policy: "if-empty", live: "Energy", ledger: ledgerOf({}) })).toMatchObject({
      kind: "policy",
    });
  });

  test("always replaces a person's value and fills a cleared field", () => {
    expect(decide({ policy: "always", live: "Retail" })).toMatchObject({
      kind: "write",
      before: "Retail",
    });
    expect(decide({ policy: "always", ledger: ledgerOf({}) })).toMatchObject({ kind: "write" });
  });

  test("never writes nothing", () => {
    expect(decide({ policy: "never" })).toMatchObject({ kind: "policy" });
  });
});

describe("a field that is hidden from us", () => {
  test.each(["own-or-empty", "if-empty", "always"] as const)(
    "G2: decides nothing under %s, whatever the ledger says",
    (policy) => {
      const hidden = { policy, live: undefined };
      expect(decide(hidden)).toMatchObject({ kind: "hidden" });
      expect(decide({ ...hidden, ledger: ledgerOf({}) })).toMatchObject({ kind: "hidden" });
      expect(decide({ ...hidden, intents: [intent("Materials")] })).toMatchObject({
        kind: "hidden",
      });
    },
  );

  test("holds nothing up that needs no look at it", () => {
    const answer = { value: null, confidence: 0, evidence: null };
    expect(decide({ live: undefined, answer })).toMatchObject({ kind: "abstained" });
    expect(decide({ live: undefined, policy: "never" })).toMatchObject({ kind: "policy" });
  });
});

test("an abstention writes nothing, and is told apart from a value that our checks rejected", () => {
  const answer = { value: null, confidence: 0.2, evidence: null };
  expect(decide({ answer })).toEqual({
    kind: "abstained",
    reason: { code: "abstained", detail: null },
  });
  const problems = ["evidence stands in no input field"];
  expect(decide({ answer: { ...answer, rejected: problems } })).toEqual({
    kind: "rejected",
    reason: { code: "rejected", detail: { problems } },
  });
});

test("an answer to older inputs than those written is stale", () => {
  expect(
    decide({ generation: 1, live: "Energy", ledger: ledgerOf({ generation: 2 }) }),
  ).toMatchObject({
    kind: "stale",
  });
});

test("what the model is unsure of waits for a person", () => {
  const answer = { value: "Materials", confidence: 0.4, evidence: "x" };
  expect(decide({ answer })).toMatchObject({ kind: "low-confidence" });
});

test("how sure the model has to be depends on what the write would do", () => {
  const reviewBelow = { fill: 0.6, update: 0.95 };
  expect(decide({ reviewBelow })).toMatchObject({ kind: "write" });
  const ours = { live: "Energy", ledger: ledgerOf({}) };
  expect(decide({ reviewBelow, ...ours })).toMatchObject({
    kind: "low-confidence",
    reason: { detail: { confidence: 0.9, reviewBelow: 0.95 } },
  });
  const theirs = { policy: "always", live: "Retail" } as const;
  expect(decide({ reviewBelow, ...theirs })).toMatchObject({ kind: "low-confidence" });
  expect(decide({ reviewBelow: { ...reviewBelow, override: 0.8 }, ...theirs })).toMatchObject({
    kind: "write",
  });
});

test("where a definition says so, a person decides between their value and an answer that could be written", () => {
  const theirs = { live: "Retail", conflicts: "review" } as const;
  expect(decide(theirs)).toMatchObject({ kind: "human-value", isConflict: true });
  expect(decide({ ledger: ledgerOf({}), conflicts: "review" })).toMatchObject({
    ...{ kind: "cleared-by-person", isConflict: true },
  });
  expect(decide({ ...theirs, conflicts: "keep" })).toMatchObject({ isConflict: false });
  expect(decide({ ...theirs, reviewBelow: 0.95 })).toMatchObject({ isConflict: false });
});

test("an answer that a person has corrected is not put before a person again, but another is", () => {
  const ofOrder = { workId: "70", fingerprint: "f2" };
  const corrected = ledgerOf({ ...ofOrder, owner: "person", value: "Retail" });
  const theirs = { live: "Retail", ledger: corrected, conflicts: "review" } as const;
  expect(decide(theirs)).toMatchObject({ kind: "human-value", isConflict: false });
  expect(decide({ ...theirs, fingerprint: "f3" })).toMatchObject({ isConflict: true });
  const blanked = ledgerOf({ ...ofOrder, owner: "cleared-by-person", value: null });
  expect(decide({ ledger: blanked, conflicts: "review" })).toMatchObject({
    ...{ kind: "cleared-by-person", isConflict: false },
  });
});

test("what the CRM would refuse waits for a person", () => {
  const tooLong = { value: "https://example.com/materials", confidence: 0.9, evidence: "x" };
  expect(decide({ answer: tooLong, type: "url" })).toMatchObject({
    ...{ kind: "cannot-be-written", reason: { code: "value-too-long" } },
  });
  expect(decide({ description: { ...description, writable: false } })).toMatchObject({
    kind: "cannot-be-written",
  });
});

describe("crm-27: a text that the CRM's field cannot hold", () => {
  const answer = { value: "Mines, smelters 👩‍🏭👩‍🏭👩‍🏭", confidence: 0.9, evidence: "x" };
  const cut = "Mines, smelters";

  test("is cut at a grapheme, and the trail says so", () => {
    expect(decide({ answer })).toMatchObject({
      ...{ kind: "write", after: cut },
      reason: { code: "field-empty", detail: { vendorField: "ai_industry", chars: 31, cutTo: 15 } },
    });
    expect(decide({ answer, description: { ...description, maxChars: 21 } })).toMatchObject({
      after: "Mines, smelters 👩‍🏭",
    });
    expect(
      decide({ answer, description: { ...description, maxChars: 99, maxBytes: 27 } }),
    ).toMatchObject({ after: "Mines, smelters 👩‍🏭" });
  });

  test("stands there already when what is left of it does, and is written whole where there is room", () => {
    const ledger = ledgerOf({ value: cut });
    expect(decide({ answer, live: cut, ledger })).toMatchObject({ kind: "unchanged" });
    const roomy = { ...description, maxChars: 255 };
    expect(decide({ answer, live: cut, ledger, description: roomy })).toMatchObject({
      ...{ kind: "write", after: answer.value, reason: { detail: null } },
    });
  });

  test("waits for a person where nothing of it would be left, and is a person's to shorten by order", () => {
    const tiny = { ...description, maxChars: 4 };
    const family = { ...answer, value: "👩‍🏭👩‍🏭" };
    expect(decide({ answer: family, description: tiny })).toMatchObject({
      ...{ kind: "cannot-be-written", reason: { code: "value-too-long" } },
    });
  });
});

test.each<[NonNullable<typeof description.takes>, string, string]>([
  ["date", "2026-02-28", "2026-02-30"],
  ["date", "2026-03-01", "2026-03-01T00:30:00+01:00"],
  ["number", "1200.5", "1,200.5"],
])("crm-27: a field of %ss takes %s, and what is none goes to a person: %s", (takes, good, bad) => {
  const type = takes;
  const typed = { ...description, maxChars: 99, takes };
  const valued = (value: string) => ({ value, confidence: 0.9, evidence: "x" });
  expect(decide({ answer: valued(good), type, description: typed })).toMatchObject({
    ...{ kind: "write", after: good },
  });
  expect(decide({ answer: valued(bad), type, description: typed })).toMatchObject({
    ...{ kind: "cannot-be-written", reason: { code: "value-unfit", detail: { takes } } },
  });
});

test("crm-32: a value that stands already is not written again, even under always", () => {
  expect(decide({ policy: "always", live: " Materials\r\n" })).toMatchObject({ kind: "unchanged" });
});

test("G2: no situation lets a person's value or blank be overwritten, but under always", () => {
  const text = fc.constantFrom("Energy", "Materials", "Retail", " Energy ");
  const entry = fc.record({
    owner: fc.constantFrom("fieldwork", "person", "cleared-by-person"),
    value: fc.option(text, { nil: null }),
    generation: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(
      fc.option(text, { nil: null }),
      fc.option(entry, { nil: undefined }),
      fc.array(text, { maxLength: 2 }),
      fc.constantFrom("own-or-empty" as const, "if-empty" as const, "never" as const),
      text,
      (live, row, intents, policy, value) => {
        const entryOf = row === undefined ? undefined : ledgerOf(row as Partial<LedgerEntry>);
        const decision = decide({
          live,
          ledger: entryOf,
          intents: intents.map(intent),
          policy,
          answer: { value, confidence: 1, evidence: "x" },
          conflicts: "review",
        });
        if (decision.kind !== "write") return;
        const isIntent = intents.some((after) => sameValue(live, after));
        const isOurs = entryOf?.owner === "fieldwork" && sameValue(live, entryOf.value);
        const isUntouched =
          live === null && (entryOf === undefined || (isOurs && entryOf.value === null));
        const isBlankOfOurs =
          live === null &&
          entryOf !== undefined &&
          entryOf.owner !== "cleared-by-person" &&
          entryOf.value === null;
        expect(isIntent || isOurs || isUntouched || isBlankOfOurs).toBe(true);
      },
    ),
  );
});

test.each(["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "＝1"])(
  "models-44: text that a spreadsheet would run goes to a person: %s",
  (value) => {
    const answer = { value, confidence: 1, evidence: "words" };
    expect(decide({ answer })).toMatchObject({
      kind: "formula-like",
      reason: { code: "formula-like" },
    });
    expect(waitsForPerson({ decision: decide({ answer }) })).toBe(true);
    expect(decide({ answer, type: "number" }).kind).toBe("write");
    expect(decide({ answer: { ...answer, value: `A ${value}` } }).kind).toBe("write");
  },
);
