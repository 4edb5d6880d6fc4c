import { z } from "zod";
import type { Cursor, History } from "./crm-adapter.ts";

/**
 * How far a scan is, in the CRM's own time. A scan reads what changed since an earlier one began, minus
 * an overlap; between two scans only `scannedAt` and `deepAt` are set.
 */
const scanPosition = z.object({
  /** The CRM's clock when the last finished scan began, in ms; null: none has finished. */
  scannedAt: z.number().nullable(),
  /** The same of the last deep one. */
  deepAt: z.number().nullable(),
  /** The CRM's clock when this scan began; null: it has not. */
  startedAt: z.number().nullable(),
  /** The stamp of the last row read in this scan. */
  stamp: z.string().nullable(),
  /** The id of the last row read in this scan. */
  id: z.string().nullable(),
  /** The CRM's job that makes the rest of this scan ready, and where its results go on. */
  job: z.string().optional(),
  locator: z.string().optional(),
});
export type ScanPosition = z.infer<typeof scanPosition>;

export interface Overlap {
  /** How long after its stamp a row may appear, and is still read: how far a deep scan reaches back. */
  overlapMs: number;
  /** How far any other scan reaches back; most rows that appear late do so within it. */
  recentOverlapMs: number;
  /** How often a scan is deep. 0: always. */
  deepEveryMs: number;
}

export const beginning: ScanPosition = {
  scannedAt: null,
  deepAt: null,
  startedAt: null,
  stamp: null,
  id: null,
};

/** A saved cursor as a position; one that cannot be read begins at the beginning, which misses nothing. */
export function positionFrom(cursor: Cursor | null): ScanPosition {
  const parsed = scanPosition.safeParse(cursor);
  return parsed.success ? parsed.data : beginning;
}

export function cursorFrom(position: ScanPosition): Cursor {
  const { scannedAt, deepAt, startedAt, stamp, id, job, locator } = position;
  return {
    ...{ scannedAt, deepAt, startedAt, stamp, id },
    ...(job !== undefined && { job }),
    ...(locator !== undefined && { locator }),
  };
}

/** For whoever has no use for what was there before: what has changed lately is all that is read. */
export function cursorFromNow({ overlapMs }: Overlap): Cursor {
  // Whatever our clock is ahead of the CRM's, by as much as that may be, is in the overlap.
  return cursorFrom({ ...beginning, scannedAt: Date.now() - overlapMs });
}

/** Where history ends, while the first scan of all goes on. */
export function historyOf({ scannedAt, startedAt }: ScanPosition): History | undefined {
  if (scannedAt !== null || startedAt === null) return undefined;
  return { beforeMs: startedAt, restart: cursorFrom({ ...beginning, startedAt }) };
}

/** What has an older stamp was returned by a scan that has ended, or is history while the first one goes on. */
export function scannedBeforeMs(cursor: Cursor | null, { overlapMs }: Overlap): number | null {
  const { scannedAt, startedAt } = positionFrom(cursor);
  return scannedAt === null ? startedAt : scannedAt - overlapMs;
}

export function isInFirstScan(cursor: Cursor | null): boolean {
  return positionFrom(cursor).scannedAt === null;
}

/** The next scan begins where this one began: what changed while it ran is returned again. */
export function nextScan(position: ScanPosition, overlap: Overlap): ScanPosition {
  const { startedAt, deepAt } = position;
  return {
    ...beginning,
    scannedAt: startedAt,
    deepAt: isDeep(position, overlap) ? startedAt : deepAt,
  };
}

/**
 * From which moment on changes are asked for; null: all there are. A deep scan reaches back behind the
 * last deep one, so every row that appears within the overlap is in one of them, however rare they are.
 */
export function windowStartMs(position: ScanPosition, overlap: Overlap): number | null {
  const { scannedAt, deepAt } = position;
  if (scannedAt === null) return null;
  return isDeep(position, overlap)
    ? (deepAt ?? scannedAt) - overlap.overlapMs
    : scannedAt - overlap.recentOverlapMs;
}

function isDeep({ scannedAt, deepAt }: ScanPosition, { deepEveryMs }: Overlap): boolean {
  return scannedAt === null || deepAt === null || scannedAt - deepAt >= deepEveryMs;
}
