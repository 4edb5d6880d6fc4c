import type { Vector } from "./tf-idf.ts";

export interface Labelled {
  vector: Vector;
  label: string;
}

/** One score a label; the highest is the best guess. Comparable within one text only. */
export type Scores = ReadonlyMap<string, number>;

export interface ComplementBayes {
  labels: readonly string[];
  /** With `without`, as if that one training example had never been seen. */
  score(vector: Vector, without?: Labelled): Scores;
}

const smoothing = 0.3;

/**
 * Complement naive Bayes: a label is judged by how unlike the text is to all that is labelled
 * otherwise, which holds up where some labels have few examples.
 * Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers", 2003.
 */
export function trainComplementBayes(examples: readonly Labelled[], size: number): ComplementBayes {
  const labels = [...new Set(examples.map(({ label }) => label))].toSorted();
  const all = new Float64Array(size);
  const own = new Map(labels.map((label) => [label, new Float64Array(size)]));
  for (const { vector, label } of examples) {
    const weights = own.get(label);
    for (const [term, weight] of vector) {
      all[term] = (all[term] ?? 0) + weight;
      if (weights) weights[term] = (weights[term] ?? 0) + weight;
    }
  }
  const totals = new Map(
    labels.map((label) => [label, sumOf(all) - sumOf(own.get(label) ?? new Float64Array())]),
  );
  return {
    labels,
    score(vector, without) {
      return new Map(
        labels.map((label) => {
          const left = without && without.label !== label ? without.vector : undefined;
          const total = (totals.get(label) ?? 0) - (left ? sumOf([...left.values()]) : 0);
          const denominator = Math.log(total + smoothing * size);
          let score = 0;
          for (const [term, weight] of vector) {
            const others =
              (all[term] ?? 0) - (own.get(label)?.[term] ?? 0) - (left?.get(term) ?? 0);
            score += weight * (denominator - Math.log(Math.max(others, 0) + smoothing));
          }
          return [label, score];
        }),
      );
    },
  };
}

function sumOf(weights: Iterable<number>): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum;
}

export interface Ranking {
  best: string;
  next: string;
  /** How far the best is ahead of the next. */
  margin: number;
}

export function rank(scores: Scores): Ranking | undefined {
  const [first, second] = [...scores].toSorted(([, a], [, b]) => b - a);
  if (!first) return undefined;
  const [best, highest] = first;
  const [next, lower] = second ?? first;
  return { best, next, margin: highest - lower };
}
