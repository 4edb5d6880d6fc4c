import type { BackfillStop } from "@fieldwork/store/backfills";

/** Why a backfill paused itself, with its numbers. Pure. */
export function stopText({ gate, n, count, most }: BackfillStop): string {
  if (gate === "spend")
    return `it has spent ${usdText(count)} of ${usdText(most)} that were approved`;
  return `${count} of the ${n} records of its step are ${gate}, more than ${most}`;
}

export function usdText(nanoUsd: number): string {
  return `${(nanoUsd / 1e9).toFixed(6)} USD`;
}
