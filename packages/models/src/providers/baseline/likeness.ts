import type { Counts, TfIdf } from "./tf-idf.ts";

/** How like each other the parts of one text are, as cosines; each is told in the time that its part takes to read. */
export interface Likeness {
  /** Of a part to all the others. */
  toOthers(part: Counts): number;
  /** Of the parts chosen so far, with one more, to the whole. */
  toWholeWith(part: Counts): number;
  choose(part: Counts): void;
}

export function createLikeness(parts: readonly Counts[], tfIdf: TfIdf): Likeness {
  const whole = new Map<string, number>();
  for (const part of parts) addTo(whole, part);
  const wholeSquares = squaresOf(tfIdf.weightsOf(whole));
  const chosen = new Map<string, number>();
  let [chosenProduct, chosenSquares] = [0, 0];

  function chosenWith(part: Counts): { product: number; squares: number } {
    let [product, squares] = [chosenProduct, chosenSquares];
    for (const [term, count] of part) {
      const held = chosen.get(term) ?? 0;
      const before = tfIdf.weightOf(term, held);
      const after = tfIdf.weightOf(term, held + count);
      product += (after - before) * tfIdf.weightOf(term, whole.get(term) ?? 0);
      squares += after ** 2 - before ** 2;
    }
    return { product, squares };
  }

  return {
    toOthers(part) {
      let [product, squares, otherSquares] = [0, 0, wholeSquares];
      for (const [term, count] of part) {
        const all = whole.get(term) ?? 0;
        const own = tfIdf.weightOf(term, count);
        const others = tfIdf.weightOf(term, all - count);
        product += own * others;
        squares += own ** 2;
        otherSquares += others ** 2 - tfIdf.weightOf(term, all) ** 2;
      }
      return cosine(product, squares, otherSquares);
    },
    toWholeWith(part) {
      const { product, squares } = chosenWith(part);
      return cosine(product, squares, wholeSquares);
    },
    choose(part) {
      ({ product: chosenProduct, squares: chosenSquares } = chosenWith(part));
      addTo(chosen, part);
    },
  };
}

function cosine(product: number, squares: number, otherSquares: number): number {
  return product === 0 ? 0 : Math.min(1, product / Math.sqrt(squares * otherSquares));
}

function addTo(sum: Map<string, number>, part: Counts): void {
  for (const [term, count] of part) sum.set(term, (sum.get(term) ?? 0) + count);
}

function squaresOf(weights: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const weight of weights.values()) sum += weight ** 2;
  return sum;
}
