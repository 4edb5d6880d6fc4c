import type { OutputSpec } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { checkAnswer } from "../check-answer.ts";
import type { Mask } from "./mask-fields.ts";
import { restoreOutputs } from "./restore-text.ts";

const text = { name: "summary", field: "ai_summary", label: "Summary", type: "text" } as const;
const specs: readonly OutputSpec[] = [{ ...text, maxChars: 60 }];
const masks: readonly Mask[] = [
  { placeholder: "<PERSON_1>", kind: "person", value: "Anna Lindqvist" },
  { placeholder: "<EMAIL_1>", kind: "email", value: `${"a".repeat(50)}@example.com` },
];
const fields = { notes: "<PERSON_1> (<EMAIL_1>) makes chairs." };
const answer = (value: string) => {
  const told = { summary: { value, confidence: 0.9, evidence: "<PERSON_1> (<EMAIL_1>) makes" } };
  const checked = checkAnswer(JSON.stringify(told), specs, fields);
  if (checked.kind !== "checked") throw new Error("the answer cannot be read");
  return restoreOutputs(checked.outputs, { masks, specs }).summary;
};

test("models-41: a placeholder in an answer becomes the record's own value, with or without its brackets", () => {
  expect(answer("<PERSON_1> makes chairs.")).toMatchObject({
    value: "Anna Lindqvist makes chairs.",
    evidence: `Anna Lindqvist (${"a".repeat(50)}@example.com) makes`,
  });
  expect(answer("PERSON_1 makes chairs.")?.value).toBe("Anna Lindqvist makes chairs.");
});

test("models-41: a placeholder that the model made up is refused, and so is text that is too long with its values", () => {
  expect(answer("<PERSON_2> makes chairs.")).toMatchObject({
    value: null,
    rejected: ["value contains a placeholder that is not in any input field"],
  });
  expect(answer("Write to <EMAIL_1>.")).toMatchObject({
    value: null,
    rejected: [expect.stringContaining("at most 60 are allowed")],
  });
});
