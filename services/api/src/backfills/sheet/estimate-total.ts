/** The middle of what is known, and what it is not above in 95 of 100 cases. */
export interface Interval {
  likely: number;
  high: number;
}

const z95 = 1.644_853_627;

/** What Student's t is not above in 95 of 100 cases, with so many degrees of freedom. Pure. */
export function studentT95(degrees: number): number {
  const z = z95;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}

/**
 * What `count` more of what was measured come to, if they are like those that were: the mean is as
 * uncertain as its few measurements leave it, and each of the others differs from it as these did. Pure.
 */
export function estimateTotal(measured: readonly number[], count: number): Interval {
  return estimateByWeight(
    measured.map((amount) => ({ amount, weight: 1 })),
    { count, weight: count },
  );
}

/** The same where the amount grows with a weight that is known of all, as tokens do with bytes. Pure. */
export function estimateByWeight(
  measured: readonly { amount: number; weight: number }[],
  { count, weight }: { count: number; weight: number },
): Interval {
  const n = measured.length;
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
  const weights = sum(measured.map((one) => one.weight));
  if (n < 2 || weights === 0 || count === 0) return { likely: 0, high: 0 };
  const rate = sum(measured.map((one) => one.amount)) / weights;
  const variance = sum(measured.map((one) => (one.amount - rate * one.weight) ** 2)) / (n - 1);
  const spread = Math.sqrt(variance * (count + count ** 2 / n));
  const likely = rate * weight;
  return { likely: Math.ceil(likely), high: Math.ceil(likely + studentT95(n - 1) * spread) };
}
