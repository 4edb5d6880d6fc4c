import type { AnsweredOutput } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { evidenceHolds } from "./evidence-holds.ts";

const inputs = ["description", "name"].map((field) => ({ field, maxChars: 1000 }));

function industry(evidence: string | null, value: string | null = "Energy"): AnsweredOutput {
  return { value, confidence: 0.9, evidence };
}

function holds(output: AnsweredOutput, values: Record<string, string | null>): boolean {
  return evidenceHolds({ industry: output }, { values, inputs });
}

test.each([
  ["the record has the same words", { description: "It sells electricity." }, true],
  ["it has them as HTML", { description: "<p>It&nbsp;sells <b>electricity</b>.</p>" }, true],
  ["it has other words", { description: "It makes electricity meters." }, false],
  ["it has them in a field that is no input", { about: "It sells electricity." }, false],
  ["it has nothing", { description: null }, false],
])("where %s, an answer about another record holds: %s", (_, values, expected) => {
  expect(holds(industry("sells electricity"), values)).toBe(expected);
});

test("a value without evidence does not hold for another record, an abstention does", () => {
  const values = { description: "It sells electricity." };
  expect(holds(industry(null), values)).toBe(false);
  expect(holds(industry(null, null), values)).toBe(true);
});

test("one value whose evidence is missing refuses the whole answer", () => {
  const outputs = { industry: industry("sells electricity"), summary: industry("Solberg AB") };
  const values = { description: "It sells electricity.", name: "SOLBERG" };
  expect(evidenceHolds(outputs, { values, inputs })).toBe(false);
});
