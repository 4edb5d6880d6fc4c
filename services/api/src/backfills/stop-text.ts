interface Stop {
  gate: string;
  n: number;
  count: number;
  most: number;
}

/** Why a backfill paused itself, with its numbers. Pure. */
export function stopText({ gate, n, count, most }: Stop): string {
  if (gate === "spend")
    return `it has spent ${usdText(count)} of ${usdText(most)} that were approved`;
  return `${count} of the ${n} records of its step are ${gate}, more than ${most}`;
}

export function usdText(nanoUsd: number): string {
  return `${(nanoUsd / 1e9).toFixed(6)} USD`;
}
