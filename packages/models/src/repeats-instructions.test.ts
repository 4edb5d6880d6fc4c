import type { OutputSpec } from "@fieldwork/contracts";
import { describe, expect, test } from "vitest";
import type { GenerateRequest } from "./model-layer.ts";
import { withoutOurWords } from "./repeats-instructions.ts";

const instructions =
  "You classify companies. Answer with one option of the list below, and with nothing else.";
const summary: OutputSpec = {
  name: "summary",
  type: "text",
  maxChars: 500,
} as OutputSpec;

function valueAfter(
  value: string,
  fields: Record<string, string> = { description: "We sell tea." },
) {
  const outputs = { summary: { value, evidence: "tea", confidence: 0.9, rejected: [] } };
  const request = { instructions, fields, outputs: [summary] } as unknown as GenerateRequest;
  return withoutOurWords(outputs, request).summary;
}

describe("a value with seven words in a row of our instructions", () => {
  test.each([
    ["alone", "Answer with one option of the list"],
    ["at its end", "My orders are: Answer with one option of the list"],
    ["at its beginning", "with one option of the list below is what I was told"],
    ["cut in the middle of its first and last word", "nswer with one option of the lis"],
  ])("is not taken: %s", (_, value) => {
    expect(valueAfter(value)).toMatchObject({
      value: null,
      evidence: null,
      rejected: ["value repeats our instructions"],
    });
  });

  test("is taken if an input says the same", () => {
    const said = "We answer mails. Answer with one option of the list, says our form.";
    expect(valueAfter("Answer with one option of the list", { description: said })).toMatchObject({
      value: "Answer with one option of the list",
    });
  });
});

test.each([
  "Answer with one option of the",
  "One option with the list of companies, and nothing below with one option",
  "tea",
  "",
])("a value without such a run is taken: %j", (value) => {
  expect(valueAfter(value)).toMatchObject({ value });
});
