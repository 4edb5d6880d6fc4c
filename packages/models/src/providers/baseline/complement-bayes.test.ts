import fc from "fast-check";
import { expect, test } from "vitest";
import { rank, trainComplementBayes } from "./complement-bayes.ts";

const size = 6;
const labels = ["a", "b", "c"];
const vector = fc
  .uniqueArray(fc.tuple(fc.nat(size - 1), fc.double({ min: 0.01, max: 1, noNaN: true })), {
    selector: ([term]) => term,
    minLength: 1,
  })
  .map((entries) => new Map(entries));
const example = fc.record({ vector, label: fc.constantFrom(...labels) });
const oneOfEach = labels.map((label, term) => ({ label, vector: new Map([[term, 1]]) }));

test("judges a training example as a model would that never saw it", () => {
  fc.assert(
    fc.property(fc.array(example, { maxLength: 8 }), example, (others, held) => {
      const rest = [...oneOfEach, ...others];
      const without = trainComplementBayes(rest, size).score(held.vector);
      const unseen = trainComplementBayes([...rest, held], size).scoreUnseen(held);
      for (const label of labels) {
        expect(unseen.get(label)).toBeCloseTo(without.get(label) ?? Number.NaN, 8);
      }
    }),
  );
});

test("prefers the label whose others lack the words", () => {
  const model = trainComplementBayes(oneOfEach, size);
  expect(rank(model.score(new Map([[1, 1]])))).toMatchObject({ best: "b" });
  expect(rank(model.score(new Map())))?.toMatchObject({ margin: 0 });
  expect(rank(new Map())).toBeUndefined();
});
