import { capital, several } from "./words.ts";

/** The texts of the reviews. */
export const reviewsTexts = {
  none: "Nothing waits for a person",
  noneHint: "Answers appear here when they are too unsure, or differ from what a person wrote.",
  connection: "Connection",
  field: "Field",
  any: "All",
  queue: "Waiting",
  place: (place: number, count: number, hasMore: boolean) =>
    `${place} of ${count}${hasMore ? " and more" : ""}`,
  because: (why: string) => `It waits because ${why}.`,
  openRecord: "Open the record",
  outdated: "superseded",
  outdatedHint:
    "The record has changed since: a newer answer is on its way and will replace this one. It cannot be approved.",
  taken: "Somebody else is looking at this one.",
  answer: "The answer",
  by: (provider: string | null, model: string | null) =>
    model === null ? "from an answer that was not kept" : `${provider}/${model}`,
  inCrm: "In the CRM",
  inCrmHint: "Kept, it is a person's.",
  other: "Something else",
  otherHint: "Say what it should be. It is a person's from then on, and makes a labelled case.",
  approve: "Take it",
  keep: "Keep it",
  correct: "Correct",
  reject: "Reject the answer",
  pin: "Pin the field",
  keys: {
    title: "Keys",
    all: [
      ["1", "Take the answer"],
      ["2", "Keep what is in the CRM"],
      ["3", "Write something else"],
      ["r", "Reject the answer, leave the field as it is"],
      ["p", "Pin the field as it is"],
      ["→ or j", "Next"],
      ["← or k", "Previous"],
      ["?", "This sheet"],
    ],
  },
  bulk: {
    open: "Decide about all",
    title: "Decide about all that match",
    decision: "Decision",
    kinds: { approve: "Take the answers", keep: "Keep the CRM's", reject: "Reject" },
    would: (count: number, kind: "approve" | "keep" | "reject", shown: number) =>
      `${several(count, "answer", "answers")} would be ${past[kind]}${shown < count ? ". Some of them:" : ":"}`,
    sample: (record: string, field: string, { value, seenValue }: Seen) =>
      `${record}, ${field}: ${seenValue ?? "blank"} → ${value ?? "blank"}`,
    refused: (count: number, why: string) =>
      `${several(count, "other is", "others are")} left: ${why}`,
    order: (count: number, kind: "approve" | "keep" | "reject") =>
      `${capital(imperative[kind])} ${count.toLocaleString("en")}`,
    done: (count: number) => `${several(count, "order is", "orders are")} on the way to the CRM`,
  },
  acceptance: {
    title: "Acceptance",
    hint: "How often people took the answers in the last 30 days, with the interval in which the share lies with 95 %.",
    none: "Nothing has been decided in the last 30 days",
    field: "Field",
    model: "Model",
    version: "Prompt version",
    decided: "Decided",
    approved: "Taken",
    corrected: "Corrected",
    kept: "Left as it was",
    rejected: "Rejected",
    accepted: "Accepted",
    share: (share: string, low: string, high: string) => `${share} (${low} to ${high})`,
  },
};

const past = { approve: "taken", keep: "left as the CRM has it", reject: "rejected" } as const;

const imperative = { approve: "take", keep: "keep", reject: "reject" } as const;

interface Seen {
  value: string | null;
  seenValue: string | null;
}
