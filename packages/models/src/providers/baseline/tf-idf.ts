/** How often each term occurs in a text; less than once where the position counts for little. */
export type Counts = ReadonlyMap<string, number>;

/** Terms to weights. */
export type Vector = ReadonlyMap<string, number>;

export interface TfIdf {
  /** The weight of a term in a text: the rarer it is, the more; repetitions add little. */
  weightOf(term: string, count: number): number;
  weightsOf(counts: Counts): Vector;
  /** The same at unit length, so that long and short texts compare. */
  vectorOf(counts: Counts): Vector;
}

export function countTerms(terms: Iterable<string>): Counts {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Learns how rare each term is, smoothed as if one more document held them all. */
export function trainTfIdf(documents: readonly Counts[]): TfIdf {
  const holders = countTerms(documents.flatMap((document) => [...document.keys()]));
  const rarityOf = (count: number) => Math.log((1 + documents.length) / (1 + count)) + 1;
  const rarities = new Map([...holders].map(([term, count]) => [term, rarityOf(count)]));
  const rarest = rarityOf(0);

  const weightOf = (term: string, count: number) => damped(count) * (rarities.get(term) ?? rarest);

  function weightsOf(counts: Counts): Map<string, number> {
    const weights = new Map<string, number>();
    for (const [term, count] of counts) weights.set(term, weightOf(term, count));
    return weights;
  }

  return {
    weightOf,
    weightsOf,
    vectorOf(counts) {
      const weights = weightsOf(counts);
      const length = lengthOf(weights);
      for (const [term, weight] of weights) weights.set(term, weight / length);
      return weights;
    },
  };
}

function lengthOf(vector: Vector): number {
  let squares = 0;
  for (const weight of vector.values()) squares += weight * weight;
  return Math.sqrt(squares);
}

function damped(count: number): number {
  return count < 1 ? count : 1 + Math.log(count);
}

/** Cosine of two vectors of unit length. */
export function similarity(a: Vector, b: Vector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
  return sum;
}
