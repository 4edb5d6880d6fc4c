import { expect, test } from "vitest";
import { countTerms, similarity, trainTfIdf } from "./tf-idf.ts";

const tfIdf = trainTfIdf(
  [
    ["bank", "loan"],
    ["bank", "fund"],
    ["bank", "ship"],
  ].map(countTerms),
);
const vectorOf = (terms: readonly string[]) => tfIdf.vectorOf(countTerms(terms));
const weightsOf = (terms: readonly string[]) => tfIdf.weightsOf(countTerms(terms));

test("rare words weigh more than common ones, and repeated ones little more than once", () => {
  const [bank = 0, loan = 0] = weightsOf(["bank", "loan"]).values();
  expect(loan).toBeGreaterThan(bank);
  const [twice = 0] = weightsOf(["bank", "bank"]).values();
  expect(twice / bank).toBeCloseTo(1 + Math.log(2));
});

test("a text is like itself, and unlike one that shares no word", () => {
  expect(similarity(vectorOf(["loan", "bank"]), vectorOf(["bank", "loan"]))).toBeCloseTo(1);
  expect(similarity(vectorOf(["loan"]), vectorOf(["ship"]))).toBe(0);
});

test("words that were never seen make a text less like everything", () => {
  const known = vectorOf(["loan", "bank"]);
  const mostlyUnknown = vectorOf(["loan", "quantum", "zebra", "cello"]);
  expect(similarity(known, mostlyUnknown)).toBeLessThan(similarity(known, vectorOf(["loan"])));
});

test("what stands where it counts for little weighs as little", () => {
  const [first = 0, second = 0] = [0.5, 1].map((count) => tfIdf.weightOf("loan", count));
  expect(first / second).toBeCloseTo(0.5);
});
