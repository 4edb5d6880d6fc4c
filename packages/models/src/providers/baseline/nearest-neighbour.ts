import type { LabelledText } from "./choose-option.ts";
import { countTerms, similarity, trainTfIdf } from "./tf-idf.ts";
import { words } from "./tokenize.ts";

const neighbourCounts = [1, 5];

/**
 * How often a plain vote of the nearest labelled texts (cosine of TF-IDF over words) is right: the
 * yardstick beside the baseline. Of one and of five neighbours the better share counts.
 */
export function nearestNeighbourShare(
  examples: readonly LabelledText[],
  cases: readonly LabelledText[],
): number {
  const tfIdf = trainTfIdf(examples.map(({ text }) => countTerms(words(text))));
  const known = examples.map(({ text, label }) => ({
    label,
    vector: tfIdf.vectorOf(countTerms(words(text))),
  }));
  const nearest = cases.map(({ text }) => {
    const vector = tfIdf.vectorOf(countTerms(words(text)));
    return known
      .map(({ label, vector: other }) => ({ label, likeness: similarity(vector, other) }))
      .toSorted((a, b) => b.likeness - a.likeness)
      .map(({ label }) => label);
  });
  const shares = neighbourCounts.map((count) => {
    const right = cases.filter(
      ({ label }, at) => vote(nearest[at]?.slice(0, count) ?? []) === label,
    );
    return right.length / Math.max(1, cases.length);
  });
  return Math.max(...shares);
}

/** The most frequent label; of equals the nearest. */
function vote(labels: readonly string[]): string | undefined {
  const counts = Map.groupBy(labels, (label) => label);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}
