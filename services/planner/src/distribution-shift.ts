/** How often each value of a closed list occurs. */
export type ValueCounts = Readonly<Record<string, number>>;

export interface Shift {
  /** Of how many answers, against how many values that stand. */
  n: number;
  of: number;
  /** The share of the answers that would have to be others for the two to agree. */
  distance: number;
  /** What chance alone stays below in 99 of 100 cases, with so few. */
  byChance: number;
}

const rounds = 400;
/** Of more than this, chance explains hardly less; drawing them takes time. */
const mostDrawn = 1000;

/**
 * How far answers are from the values that stand, and how far they could be if both came from one
 * distribution: drawn by a generator that begins the same each time. Pure.
 */
export function distributionShift(answers: ValueCounts, standing: ValueCounts): Shift {
  const [n, of] = [sumOf(answers), sumOf(standing)];
  const values = [...new Set([...Object.keys(answers), ...Object.keys(standing)])].toSorted();
  const pooled = values.map((value) => (answers[value] ?? 0) + (standing[value] ?? 0));
  const random = createRandom(20_261_127);
  const distances = Array.from({ length: rounds }, () =>
    distance(
      draw(pooled, { count: Math.min(n, mostDrawn), random }),
      draw(pooled, { count: Math.min(of, mostDrawn), random }),
    ),
  ).toSorted((a, b) => a - b);
  return {
    ...{ n, of, distance: totalVariation(answers, standing) },
    byChance: distances[Math.ceil(rounds * 0.99) - 1] ?? 0,
  };
}

/** Half the sum of the differences of shares: 0 for equal ones, 1 for those with nothing in common. Pure. */
export function totalVariation(one: ValueCounts, other: ValueCounts): number {
  const values = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return distance(
    values.map((value) => one[value] ?? 0),
    values.map((value) => other[value] ?? 0),
  );
}

function distance(one: readonly number[], other: readonly number[]): number {
  const [ones, others] = [total(one), total(other)];
  if (ones === 0 || others === 0) return 0;
  return total(one.map((count, at) => Math.abs(count / ones - (other[at] ?? 0) / others))) / 2;
}

function draw(
  weights: readonly number[],
  { count, random }: { count: number; random: () => number },
): number[] {
  const all = total(weights);
  const drawn = weights.map(() => 0);
  for (let left = count; left > 0; left -= 1) {
    let place = random() * all;
    const found = weights.findIndex((weight) => {
      place -= weight;
      return place < 0;
    });
    const at = found === -1 ? weights.length - 1 : found;
    drawn[at] = (drawn[at] ?? 0) + 1;
  }
  return drawn;
}

/** Mulberry32: even enough for draws, and the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sumOf(counts: ValueCounts): number {
  return total(Object.values(counts));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
