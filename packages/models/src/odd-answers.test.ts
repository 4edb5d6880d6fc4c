import { answeredOutputs, cleanText, type OutputSpec } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { oddText } from "@fieldwork/runtime/odd-text";
import { cpuMsOf } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkAnswer } from "./check-answer.ts";
import { renderInput } from "./render-input.ts";

const common = { name: "answer", field: "ai_answer", label: "Answer" };
const outputs: OutputSpec[] = [
  { ...common, type: "text", maxChars: 400, maxSentences: 2 },
  { ...common, type: "choice", options: ["Energy", "Media"] },
];

/** Checks an answer about these words; says what is kept of it. */
function keptOf(answer: unknown, words: string): object[] {
  const { fields } = renderInput({ description: words }, [{ field: "description", maxChars: 500 }]);
  return outputs.map((output) => {
    const checked = checkAnswer(JSON.stringify({ answer }), [output], fields);
    return checked.kind === "checked" ? answeredOutputs.parse(checked.outputs) : {};
  });
}

test("what is kept of an answer can be stored as it is, whatever the model and the record say", () => {
  const anyText = oddText({ maxPieces: 20 });
  const anyAnswer = fc.record({
    value: fc.oneof(anyText, fc.constantFrom("Energy", "media", null)),
    confidence: fc.double(),
    evidence: fc.oneof(anyText, fc.constant("wind farms"), fc.constant("wind\0 farms")),
    bestGuess: fc.option(anyText),
  });
  fc.assert(
    fc.property(anyAnswer, anyText, (answer, text) => {
      for (const kept of keptOf(answer, `Runs wind farms. ${text}`)) {
        expect(storableJson(kept)).toBe(JSON.stringify(kept));
      }
    }),
    { numRuns: 300 },
  );
});

test("evidence counts that quotes the words with a NUL among them, and is kept without", () => {
  const answer = { value: "Energy", confidence: 0.9, evidence: "wind\0 farms" };
  for (const kept of keptOf(answer, "Runs wind farms.")) {
    expect(kept).toMatchObject({ answer: { value: "Energy", evidence: "wind farms" } });
  }
});

test("an answer of any size and depth is checked at once", () => {
  const deep: unknown = JSON.parse("[".repeat(2000) + "]".repeat(2000));
  const large = "wind farms ".repeat(100_000);
  const checkAll = () => {
    for (const value of [deep, large, { deep }, Number.MAX_VALUE]) {
      keptOf({ value, confidence: 1, evidence: value, bestGuess: value }, large);
      keptOf(value, large);
    }
  };
  expect(cpuMsOf(checkAll)).toBeLessThan(10_000);
  const text = `{"answer":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  expect(checkAnswer(text, outputs.slice(0, 1), {})).toMatchObject({ kind: "checked" });
});

test("a model sees the same of a text whether or not it was stored in between", () => {
  fc.assert(
    fc.property(oddText({ maxPieces: 20 }), (text) => {
      const stored = JSON.parse(storableJson(text)) as string;
      expect(cleanText(stored)).toBe(cleanText(text));
    }),
  );
});
