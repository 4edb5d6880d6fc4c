/** Terms to weights. */
export type Vector = ReadonlyMap<string, number>;

export interface TfIdf {
  /** How much each term weighs in a text: more the rarer it is, little more the oftener it stands. */
  weightsOf(terms: readonly string[]): Vector;
  /** The same at unit length, so that long and short texts compare. */
  vectorOf(terms: readonly string[]): Vector;
}

/** Learns how rare each term is, smoothed as if one more document held them all. */
export function trainTfIdf(documents: readonly (readonly string[])[]): TfIdf {
  const holders = new Map<string, number>();
  for (const document of documents) {
    for (const term of new Set(document)) holders.set(term, (holders.get(term) ?? 0) + 1);
  }
  const rarityOf = (count: number) => Math.log((1 + documents.length) / (1 + count)) + 1;
  const rarities = new Map([...holders].map(([term, count]) => [term, rarityOf(count)]));
  const rarest = rarityOf(0);

  function weightsOf(terms: readonly string[]): Map<string, number> {
    const weights = new Map<string, number>();
    for (const term of terms) weights.set(term, (weights.get(term) ?? 0) + 1);
    for (const [term, count] of weights) {
      weights.set(term, (1 + Math.log(count)) * (rarities.get(term) ?? rarest));
    }
    return weights;
  }

  return {
    weightsOf,
    vectorOf(terms) {
      const weights = weightsOf(terms);
      const length = Math.hypot(...weights.values());
      for (const [term, weight] of weights) weights.set(term, weight / length);
      return weights;
    },
  };
}

/** Cosine of two vectors of unit length. */
export function similarity(a: Vector, b: Vector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
  return sum;
}
