/** Weights by term number. */
export type Vector = ReadonlyMap<number, number>;

export interface TfIdf {
  /** How many terms are known. */
  size: number;
  /** How much each known term weighs in a text. */
  weightsOf(terms: readonly string[]): Vector;
  /**
   * The same over the length of the whole text, so that long and short ones compare. Unknown terms
   * count in the length: a text made mostly of them is like nothing.
   */
  vectorOf(terms: readonly string[]): Vector;
}

/** Learns how rare each term is, smoothed as if one more document held them all. */
export function trainTfIdf(documents: readonly (readonly string[])[]): TfIdf {
  const numbers = new Map<string, number>();
  const holders: number[] = [];
  for (const document of documents) {
    for (const term of new Set(document)) {
      const number = numbers.get(term) ?? numbers.size;
      numbers.set(term, number);
      holders[number] = (holders[number] ?? 0) + 1;
    }
  }
  const rarityOf = (count: number) => Math.log((1 + documents.length) / (1 + count)) + 1;
  const rarity = holders.map(rarityOf);
  const rarest = rarityOf(0);

  function weigh(terms: readonly string[]) {
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    const weights = new Map<number, number>();
    let squares = 0;
    for (const [term, count] of counts) {
      const number = numbers.get(term);
      const weight =
        (1 + Math.log(count)) * (number === undefined ? rarest : (rarity[number] ?? 0));
      squares += weight * weight;
      if (number !== undefined) weights.set(number, weight);
    }
    return { weights, length: Math.sqrt(squares) };
  }

  return {
    size: numbers.size,
    weightsOf: (terms) => weigh(terms).weights,
    vectorOf(terms) {
      const { weights, length } = weigh(terms);
      for (const [number, weight] of weights) weights.set(number, weight / length);
      return weights;
    },
  };
}

/** Cosine of two vectors. */
export function similarity(a: Vector, b: Vector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [number, weight] of small) sum += weight * (large.get(number) ?? 0);
  return sum;
}
