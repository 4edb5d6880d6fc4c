import type { Quota } from "@fieldwork/crm";

export interface LastScan {
  /** The pause that is set. */
  everyMs: number;
  /** Scans in a row that had nothing to publish, this one included; Infinity before any had. */
  quietScans: number;
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
 * How long to wait before the next scan: less where things change and the CRM's day has calls to spare, and
 * twice as long with each scan that found nothing more; longer where the day's calls run out. Pure.
 */
export function nextPollMs({ everyMs, quietScans, quota: { used, limit } }: LastScan): number {
  const share = used === undefined || !limit ? undefined : used / limit;
  if (share === undefined) return everyMs;
  if (share > veryScarce) return everyMs * 4;
  if (share > scarce) return everyMs * 2;
  if (share >= plenty) return everyMs;
  const hotMs = Math.max(everyMs / hotterBy, Math.min(everyMs, soonestMs));
  return Math.min(everyMs, hotMs * 2 ** quietScans);
}

/** How long to wait after each scan, which published so many changes. */
export function createPollPace(everyMs: number): (published: number, quota: Quota) => number {
  let quietScans = Number.POSITIVE_INFINITY;
  return (published, quota) => {
    quietScans = published > 0 ? 0 : quietScans + 1;
    return nextPollMs({ everyMs, quietScans, quota });
  };
}
