import type { Vector } from "./tf-idf.ts";

export interface Labelled {
  vector: Vector;
  label: string;
}

/** One score a label; the highest is the best guess. Comparable within one text only. */
export type Scores = ReadonlyMap<string, number>;

export interface ComplementBayes {
  /** Terms never seen in training count for no label. */
  score(vector: Vector): Scores;
  /** The scores of a training example, as if it had never been seen. */
  scoreUnseen(example: Labelled): Scores;
}

const smoothing = 0.3;

/**
 * Complement naive Bayes: a label is judged by how unlike the text is to all that is labelled
 * otherwise, which holds up where some labels have few examples.
 * Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers", 2003.
 */
export function trainComplementBayes(examples: readonly Labelled[]): ComplementBayes {
  const vocabulary = new Set(examples.flatMap(({ vector }) => [...vector.keys()]));
  const labels = [...new Set(examples.map(({ label }) => label))].toSorted();
  const complements = labels.map((label) => ({
    label,
    mass: massOf(examples.filter((one) => one.label !== label)),
  }));

  /** How surprising a term is in a body of text, in nats. */
  const costOf = (termMass: number, total: number) =>
    Math.log(total + smoothing * vocabulary.size) - Math.log(Math.max(0, termMass) + smoothing);

  const costs = complements.map(({ label, mass: { terms, total } }) => ({
    label,
    cost: new Map(
      vocabulary.values().map((term) => [term, costOf(terms.get(term) ?? 0, total)] as const),
    ),
  }));

  return {
    score(vector) {
      return new Map(
        costs.map(({ label, cost }) => [label, sumOver(vector, (term) => cost.get(term) ?? 0)]),
      );
    },
    scoreUnseen(example) {
      const nothing = massOf([]);
      const own = massOf([example]);
      return new Map(
        complements.map(({ label, mass }) => {
          const taken = label === example.label ? nothing : own;
          const costWithout = (term: string) =>
            costOf(
              (mass.terms.get(term) ?? 0) - (taken.terms.get(term) ?? 0),
              mass.total - taken.total,
            );
          return [label, sumOver(example.vector, costWithout)];
        }),
      );
    },
  };
}

function sumOver(vector: Vector, costOf: (term: string) => number): number {
  let sum = 0;
  for (const [term, weight] of vector) sum += weight * costOf(term);
  return sum;
}

function massOf(examples: readonly Labelled[]) {
  const terms = new Map<string, number>();
  let total = 0;
  for (const { vector } of examples) {
    for (const [term, weight] of vector) {
      terms.set(term, (terms.get(term) ?? 0) + weight);
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

/** The two best; undefined when nothing speaks for either. */
export function rank(scores: Scores): Ranking | undefined {
  const [first, second] = [...scores].toSorted(([, a], [, b]) => b - a);
  if (!first) return undefined;
  const [best, highest] = first;
  const [next, lower] = second ?? first;
  return highest > lower ? { best, next, margin: highest - lower } : undefined;
}
