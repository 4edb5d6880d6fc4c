/** Weights by term number. */
export type Vector = ReadonlyMap<number, number>;

export interface TfIdf {
  size: number;
  /** How much each term weighs in a text; terms never seen in training are left out. */
  weightsOf(terms: readonly string[]): Vector;
  /** The same at unit length, so that long and short texts compare. */
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
  const rarity = holders.map((count) => Math.log((1 + documents.length) / (1 + count)) + 1);
  function weightsOf(terms: readonly string[]): Vector {
    const counts = new Map<number, number>();
    for (const term of terms) {
      const number = numbers.get(term);
      if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return new Map(
      [...counts].map(([number, n]) => [number, (1 + Math.log(n)) * (rarity[number] ?? 0)]),
    );
  }
  return { size: numbers.size, weightsOf, vectorOf: (terms) => toUnit(weightsOf(terms)) };
}

function toUnit(vector: Vector): Vector {
  const length = Math.sqrt(vector.values().reduce((sum, weight) => sum + weight * weight, 0));
  return length === 0 ? vector : new Map([...vector].map(([n, weight]) => [n, weight / length]));
}

/** Cosine of two unit vectors. */
export function similarity(a: Vector, b: Vector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [number, weight] of small) sum += weight * (large.get(number) ?? 0);
  return sum;
}
