import { durationMs, type Enrichment } from "@fieldwork/enrichments";

/** An answer that is known already, and the work that asks the same question. */
export interface KnownFor {
  answeredAt: Date;
  wantedAt: Date;
  now: Date;
}

/**
 * Before when an answer would have been given too early for this work: at the age that the definition
 * allows at most or, where it wants each change asked, before the change. Undefined: any will do. Pure.
 */
export function tooOldBefore(
  { cache }: Pick<Enrichment, "cache">,
  { wantedAt, now }: Omit<KnownFor, "answeredAt">,
): Date | undefined {
  if (cache === undefined) return undefined;
  if (cache.mode !== "use") return wantedAt;
  return cache.maxAge === undefined
    ? undefined
    : new Date(now.getTime() - durationMs(cache.maxAge));
}

/** Whether a known answer may be used in place of a new one. Pure. */
export function isTooOld(before: Date | undefined, answeredAt: Date): boolean {
  return before !== undefined && answeredAt < before;
}
