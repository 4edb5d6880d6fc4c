import { z } from "zod";
import type { Cursor } from "./crm-adapter.ts";

/**
 * Where a scan stands, in the CRM's own time. A scan reads everything changed since the one before it
 * began, less the overlap; between two scans only `since` is set.
 */
const scanPosition = z.object({
  /** The CRM's clock when the last finished scan began, in ms; null: none has finished. */
  since: z.number().nullable(),
  /** The CRM's clock when this scan began; null: it has not. */
  startedAt: z.number().nullable(),
  /** The stamp of the last row read in this scan. */
  stamp: z.string().nullable(),
  /** The id of the last row read in this scan. */
  id: z.string().nullable(),
});
export type ScanPosition = z.infer<typeof scanPosition>;

const beginning: ScanPosition = { since: null, startedAt: null, stamp: null, id: null };

/** A saved cursor as a position; one that cannot be read begins at the beginning, which misses nothing. */
export function positionFrom(cursor: Cursor | null): ScanPosition {
  const parsed = scanPosition.safeParse(cursor);
  return parsed.success ? parsed.data : beginning;
}

export function cursorFrom({ since, startedAt, stamp, id }: ScanPosition): Cursor {
  return { since, startedAt, stamp, id };
}

/** The next scan begins where this one began: what moved while it ran comes again. */
export function nextScan({ startedAt }: ScanPosition): ScanPosition {
  return { ...beginning, since: startedAt };
}

/** From which moment on changes are asked for; null: all there are. */
export function windowStartMs({ since }: ScanPosition, overlapMs: number): number | null {
  return since === null ? null : since - overlapMs;
}
