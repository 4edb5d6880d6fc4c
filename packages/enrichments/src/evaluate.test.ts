import { expect, test } from "vitest";
import { evaluate } from "./evaluate.ts";

test("counts guesses and written values apart, each over what was said", () => {
  const cases = [
    { expected: "A", bestGuess: "A", written: "A" },
    { expected: "A", bestGuess: "B", written: null },
    { expected: "B", bestGuess: "B", written: "A" },
    { expected: "A", bestGuess: null, written: null },
  ];
  expect(evaluate(cases)).toEqual({
    bestGuess: { agree: 2, of: 3 },
    written: { agree: 1, of: 2 },
    commonestShare: 0.75,
  });
});
