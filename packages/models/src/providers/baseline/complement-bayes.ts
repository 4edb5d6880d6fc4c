import type { Vector } from "./tf-idf.ts";

export interface Labelled {
  vector: Vector;
  label: string;
  /** How many examples it counts as; one by default. */
  weight?: number;
}

/** One score a label; the highest is the best guess. Comparable within one text only. */
export type Scores = ReadonlyMap<string, number>;

export interface ComplementBayes {
  /** Terms never seen in training count for no label. */
  score(vector: Vector): Scores;
  /** How far a text puts one label ahead of another. */
  lead(vector: Vector, label: string, other: string): number;
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
  const labels = [...new Set(examples.map(({ label }) => label))].toSorted();
  const { masses, totals } = addUp(examples, labels);

  /** Of all that is labelled otherwise, a label each, the logarithm of how much there is. */
  function othersOf(allMasses: Float64Array): Float64Array {
    const sum = sumOf(allMasses);
    return allMasses.map((mass) => Math.log(sum - mass + smoothing * masses.size));
  }

  /** How surprising a term is in what is labelled otherwise, a label each, in nats. */
  function costsOf(termMasses: Float64Array, others: Float64Array): Float64Array {
    const sum = sumOf(termMasses);
    // Taking an example away can leave a little less than nothing.
    return termMasses.map(
      (mass, at) => (others[at] ?? 0) - Math.log(Math.max(0, sum - mass) + smoothing),
    );
  }

  const others = othersOf(totals);
  const costs = new Map([...masses].map(([term, mass]) => [term, costsOf(mass, others)]));

  function addCosts(vector: Vector, find: (term: string) => Float64Array | undefined): Scores {
    const scores = new Float64Array(labels.length);
    for (const [term, weight] of vector) {
      find(term)?.forEach((cost, at) => {
        scores[at] = (scores[at] ?? 0) + weight * cost;
      });
    }
    return new Map(labels.map((label, at) => [label, scores[at] ?? 0]));
  }

  return {
    score: (vector) => addCosts(vector, (term) => costs.get(term)),
    lead(vector, label, other) {
      const [first, second] = [labels.indexOf(label), labels.indexOf(other)];
      let sum = 0;
      for (const [term, weight] of vector) {
        const cost = costs.get(term);
        if (cost) sum += weight * ((cost[first] ?? 0) - (cost[second] ?? 0));
      }
      return sum;
    },
    scoreUnseen({ vector, label, weight: times = 1 }) {
      const place = labels.indexOf(label);
      const without = (all: Float64Array, own: number) =>
        all.with(place, (all[place] ?? 0) - times * own);
      const othersWithout = othersOf(without(totals, sumOf(vector.values())));
      return addCosts(vector, (term) => {
        const mass = masses.get(term);
        return mass && costsOf(without(mass, vector.get(term) ?? 0), othersWithout);
      });
    },
  };
}

/** How often each term, and all terms, occur under each label. */
function addUp(examples: readonly Labelled[], labels: readonly string[]) {
  const masses = new Map<string, Float64Array>();
  const totals = new Float64Array(labels.length);
  const places = new Map(labels.map((label, at) => [label, at]));
  for (const { vector, label, weight: times = 1 } of examples) {
    const place = places.get(label) ?? 0;
    for (const [term, weight] of vector) {
      const mass = masses.get(term) ?? new Float64Array(labels.length);
      masses.set(term, mass);
      mass[place] = (mass[place] ?? 0) + times * weight;
      totals[place] = (totals[place] ?? 0) + times * weight;
    }
  }
  return { masses, totals };
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const one of numbers) sum += one;
  return sum;
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
