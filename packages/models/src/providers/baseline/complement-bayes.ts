import type { Vector } from "./tf-idf.ts";

export interface Labelled {
  vector: Vector;
  label: string;
}

/** One score a label; the highest is the best guess. Comparable within one text only. */
export type Scores = ReadonlyMap<string, number>;

export interface ComplementBayes {
  score(vector: Vector): Scores;
  /** The scores of a training example, as if it had never been seen. */
  scoreUnseen(example: Labelled): Scores;
}

const smoothing = 0.3;

/**
 * Complement naive Bayes: a label is judged by how unlike the text is to all that is labelled
 * otherwise, which holds up where some labels have few examples. `size` is the number of terms.
 * Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers", 2003.
 */
export function trainComplementBayes(examples: readonly Labelled[], size: number): ComplementBayes {
  const labels = [...new Set(examples.map(({ label }) => label))].toSorted();
  const complements = new Map(
    labels.map((label) => [
      label,
      massOf(
        examples.filter((one) => one.label !== label),
        size,
      ),
    ]),
  );
  const costs = new Map(
    [...complements].map(([label, { terms, total }]) => [
      label,
      terms.map((mass) => costOf(mass, total, size)),
    ]),
  );

  return {
    score(vector) {
      return new Map([...costs].map(([label, cost]) => [label, weighted(vector, (n) => cost[n])]));
    },
    scoreUnseen(example) {
      const own = massOf([example], size);
      return new Map(
        [...complements].map(([label, { terms, total }]) => {
          const share = label === example.label ? 0 : 1;
          const left = total - share * own.total;
          const massLeft = (n: number) => (terms[n] ?? 0) - share * (own.terms[n] ?? 0);
          return [label, weighted(example.vector, (n) => costOf(massLeft(n), left, size))];
        }),
      );
    },
  };
}

/** How surprising a term is in a body of text, in nats. */
function costOf(mass: number, total: number, size: number): number {
  return Math.log(total + smoothing * size) - Math.log(Math.max(0, mass) + smoothing);
}

function weighted(vector: Vector, costOfTerm: (term: number) => number | undefined): number {
  let sum = 0;
  for (const [term, weight] of vector) sum += weight * (costOfTerm(term) ?? 0);
  return sum;
}

function massOf(examples: readonly Labelled[], size: number) {
  const terms = new Float64Array(size);
  let total = 0;
  for (const { vector } of examples) {
    for (const [term, weight] of vector) {
      terms[term] = (terms[term] ?? 0) + weight;
      total += weight;
    }
  }
  return { terms, total };
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
