import fc from "fast-check";
import { expect, test } from "vitest";
import { rank, trainComplementBayes } from "./complement-bayes.ts";

const allTerms = ["t0", "t1", "t2", "t3", "t4", "t5"];
const labels = ["a", "b", "c"];
const vector = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom(...allTerms), fc.double({ min: 0.01, max: 1, noNaN: true })),
    {
      selector: ([term]) => term,
      minLength: 1,
    },
  )
  .map((entries) => new Map(entries));
const example = fc.record({ vector, label: fc.constantFrom(...labels) });
const oneOfEach = labels.map((label, at) => ({
  label,
  vector: new Map(allTerms.slice(2 * at, 2 * at + 2).map((term) => [term, 1])),
}));

test("judges a training example as a model would that never saw it", () => {
  fc.assert(
    fc.property(fc.array(example, { maxLength: 8 }), example, (others, held) => {
      const rest = [...oneOfEach, ...others];
      const without = trainComplementBayes(rest).score(held.vector);
      const unseen = trainComplementBayes([...rest, held]).scoreUnseen(held);
      for (const label of labels) {
        expect(unseen.get(label)).toBeCloseTo(without.get(label) ?? Number.NaN, 8);
      }
    }),
  );
});

test("prefers the label whose others lack the words", () => {
  const model = trainComplementBayes(oneOfEach);
  expect(rank(model.score(new Map([["t2", 1]])))).toMatchObject({ best: "b" });
});

test("prefers none where no word is known", () => {
  const model = trainComplementBayes(oneOfEach);
  expect(rank(model.score(new Map([["never seen", 1]])))).toBeUndefined();
  expect(rank(new Map())).toBeUndefined();
});

test("a weight counts as that many examples", () => {
  const once = { label: "a", vector: new Map([["t5", 1]]) };
  const weighed = trainComplementBayes([...oneOfEach, { ...once, weight: 3 }]);
  const repeated = trainComplementBayes([...oneOfEach, once, once, once]);
  const asked = new Map([["t5", 1]]);
  for (const label of labels) {
    expect(weighed.score(asked).get(label)).toBeCloseTo(repeated.score(asked).get(label) ?? 0, 8);
  }
});

test("a lead is the difference of two labels' scores", () => {
  const model = trainComplementBayes(oneOfEach);
  fc.assert(
    fc.property(vector, (asked) => {
      const scores = model.score(asked);
      const difference = (scores.get("a") ?? 0) - (scores.get("c") ?? 0);
      expect(model.lead(asked, "a", "c")).toBeCloseTo(difference, 8);
    }),
  );
});
