import type { Quota } from "@fieldwork/crm";

export interface LastScan {
  /** The pause that is set. */
  everyMs: number;
  published: number;
  quota: Quota;
}

/** Where calls are plenty, what changes is looked at this often. */
const soonestMs = 1000;
const hotterBy = 5;
/** Of the CRM's day, for all integrations together. */
const plenty = 0.3;
const scarce = 0.6;
const veryScarce = 0.7;

/**
 * How long to wait before the next scan: less where things change and the CRM's day has calls to spare,
 * longer where they run out. Pure.
 */
export function nextPollMs({ everyMs, published, quota: { used, limit } }: LastScan): number {
  const share = used === undefined || !limit ? undefined : used / limit;
  if (share === undefined) return everyMs;
  if (share > veryScarce) return everyMs * 4;
  if (share > scarce) return everyMs * 2;
  const isHot = published > 0 && share < plenty;
  return isHot ? Math.max(everyMs / hotterBy, Math.min(everyMs, soonestMs)) : everyMs;
}
