/** From 0 to 1. */
export interface Interval {
  share: number;
  low: number;
  high: number;
}

// Of a normal distribution 95 % lie within so many standard deviations.
const z = 1.959964;

/** A share of `n`, with the 95 % interval by Wilson: honest for few and for shares near 0 and 1. Null for none. Pure. */
export function wilson(k: number, n: number): Interval | null {
  if (n === 0) return null;
  const share = k / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half =
    (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
