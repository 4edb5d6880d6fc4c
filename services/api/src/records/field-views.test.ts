import type { AnsweredOutput, WorkState } from "@fieldwork/contracts";
import type { DefinedOutput, RecordState } from "@fieldwork/store/reading";
import { expect, test } from "vitest";
import { fieldViews, type Seen } from "./field-views.ts";

const defined: DefinedOutput[] = [
  {
    ...{ enrichment: "profile", object: "company", name: "industry", field: "ai_industry" },
    ...{ label: "AI industry", type: "choice", options: ["Energy"] },
  },
];
const answered: AnsweredOutput = { value: "Energy", confidence: 0.9, evidence: "wind" };
const readAt = "2026-11-01T10:00:00Z";

interface Given {
  work?: Partial<RecordState["work"][number]> & { state: WorkState };
  ledger?: Partial<RecordState["ledger"][number]>;
  read?: string;
}

function viewOf({ work, ledger, read }: Given) {
  const seen: Seen = {
    outputs: read === undefined ? {} : { ai_industry: read },
    state: {
      readAt,
      ledger: ledger
        ? [
            {
              ...{ field: "ai_industry", owner: "fieldwork", value: "Energy", pinned: false },
              ...{ recordedAt: "2026-11-01T09:00:00Z", outputs: { industry: answered } },
              ...ledger,
            },
          ]
        : [],
      work: work
        ? [
            {
              ...{ workId: "1", enrichment: "profile", reason: null, outputs: null, reviews: [] },
              ...work,
            },
          ]
        : [],
    },
    isDeleted: false,
  };
  return fieldViews(defined, seen)[0];
}

test("a value of ours has its owner, its confidence and since when it stands", () => {
  const view = viewOf({ work: { state: "written" }, ledger: {}, read: "Energy" });
  expect(view).toMatchObject({ value: "Energy", owner: "fieldwork", confidence: 0.9, note: null });
});

test("a person's value has no confidence of a model", () => {
  const ledger = { owner: "person", value: "Utilities" } as const;
  const view = viewOf({ work: { state: "written" }, ledger, read: "Utilities" });
  expect(view).toMatchObject({ value: "Utilities", owner: "person", confidence: null });
});

test("what was written after the newest read is the value, and what was read after it otherwise", () => {
  const work = { state: "written" } as const;
  const after = { recordedAt: "2026-11-01T11:00:00Z" };
  expect(viewOf({ work, ledger: after, read: "Old" })?.value).toBe("Energy");
  expect(viewOf({ work, ledger: {}, read: "Newer" })?.value).toBe("Newer");
});

test.each<[string, Given]>([
  ["nobody has wanted it yet", {}],
  [
    "waits to be asked: a budget has no room",
    { work: { state: "ready", reason: { code: "budget-exhausted", detail: null } } },
  ],
  [
    "was left as it is: input description is empty",
    {
      work: {
        state: "skipped",
        reason: { code: "input-empty", detail: { fields: ["description"] } },
      },
    },
  ],
  [
    "waits for a person: the field has a person's value",
    {
      work: {
        state: "review",
        reviews: [
          { field: "ai_industry", generation: 1, reason: { code: "human-value", detail: null } },
        ],
      },
    },
  ],
  [
    "the model gave no answer: the record does not say it",
    { work: { state: "written", outputs: { industry: { ...answered, value: null } } } },
  ],
  [
    "our checks rejected the answer: not an option",
    {
      work: {
        state: "written",
        outputs: { industry: { ...answered, value: null, rejected: ["not an option"] } },
      },
    },
  ],
  [
    "a person cleared it",
    { work: { state: "written" }, ledger: { owner: "cleared-by-person", value: null } },
  ],
])("a blank field says why: %s", (note, given) => {
  expect(viewOf(given)).toMatchObject({ value: null, note });
});

test("a field beside one that waits for a person tells nothing of it", () => {
  const other = {
    field: "ai_summary",
    generation: 1,
    reason: { code: "human-value" as const, detail: null },
  };
  const work = { state: "review", reviews: [other] } as const;
  expect(viewOf({ work: { ...work, reviews: [other] }, ledger: {}, read: "Energy" })?.note).toBe(
    null,
  );
});
