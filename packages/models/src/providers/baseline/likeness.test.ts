import fc from "fast-check";
import { expect, test } from "vitest";
import { createLikeness } from "./likeness.ts";
import { countTerms, similarity, trainTfIdf } from "./tf-idf.ts";

const terms = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 6 });
const tfIdf = trainTfIdf([["a", "b"], ["a", "c"], ["a"]].map(countTerms));
const cosine = (some: readonly string[], others: readonly string[]) => {
  const [first, second] = [some, others].map((one) => tfIdf.vectorOf(countTerms(one)));
  return first && second ? similarity(first, second) : 0;
};

test("tells the same as comparing the texts anew each time", () => {
  fc.assert(
    fc.property(fc.array(terms, { minLength: 1, maxLength: 6 }), (texts) => {
      const parts = texts.map(countTerms);
      const likeness = createLikeness(parts, tfIdf);
      const chosen: string[] = [];
      for (const [at, part] of parts.entries()) {
        const own = texts[at] ?? [];
        const others = texts.filter((_, other) => other !== at).flat();
        chosen.push(...own);
        expect(likeness.toOthers(part)).toBeCloseTo(cosine(own, others), 8);
        expect(likeness.toWholeWith(part)).toBeCloseTo(cosine(chosen, texts.flat()), 8);
        likeness.choose(part);
      }
    }),
  );
});
