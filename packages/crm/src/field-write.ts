import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import type { CrmError } from "./crm-error.ts";

export interface FieldWrite {
  /** The vendor's record id. At most one write for each record in a call. */
  id: string;
  /** Canonical output field to value; null clears. */
  values: FieldValues;
  /**
   * Not to be sent after this moment of `performance.now()`: the read that it was decided on is too old
   * then. A call that fails is sent again in halves, so the last may be sent long after the first.
   */
  sendBefore?: number | undefined;
  /** Whom it serves: the live line, backfills, undos. Each call names its runs. */
  runs?: readonly string[] | undefined;
  /** Checked right before each call that would carry the write: it is not sent while this is true. */
  isHeld?: (() => boolean) | undefined;
  /** Not to be done if somebody has changed the record since it was read. */
  guard?: WriteGuard | undefined;
}

/** The read that a guarded write was decided on. */
export interface WriteGuard {
  /** The record's stamp. */
  vendorAt: string;
  /** By `performance.now()`: it shows everything that was changed before this. */
  readBeganAt: number;
  /** What it showed of the outputs. */
  outputs: FieldValues;
}

export interface GuardedWrite extends FieldWrite {
  guard: WriteGuard;
}

/**
 * One result for each input, in order. `refused`: certainly not done, because the CRM says so or
 * because the call never reached it; `error.retryable` says whether the same write may succeed later.
 * `unknown`: the call was sent and no reply came, so it may or may not have been done; a read will
 * show. The adapter never sends a write again that may have been done: the caller reads the record
 * first. `error.scope` says whose failure it is: only a `record`'s counts against it.
 */
export type FieldWriteResult =
  | { kind: "written" }
  | { kind: "refused"; error: CrmError }
  | { kind: "unknown"; error: CrmError };

/**
 * A job writes more records for fewer calls, but later: what a person edits after the read and before the
 * job has come to the record is overwritten.
 */
export interface BulkWrites {
  /** A job is worth its calls from so many writes on, and takes no more than the second. */
  leastRows: number;
  mostRows: number;
  /** What it takes besides the reads before it, and how many records one of these reads. */
  calls: { atLeast: number; likely: number; atMost: number };
  rowsARead: number;
  /** As `writeFields`; resolves once the job has ended. What a job cannot carry is written by calls. */
  write(
    object: ObjectName,
    writes: readonly FieldWrite[],
    signal: AbortSignal,
  ): Promise<FieldWriteResult[]>;
}

/** A value of ours that the CRM has confirmed. */
export interface WrittenValue {
  id: string;
  /** Canonical. */
  field: string;
  value: string | null;
  /** Between these it was written, by the clock of our store. */
  openedAt: Date;
  settledAt: Date;
}

export interface ReplacedValue {
  /** As it was asked for. */
  written: WrittenValue;
  /** What stood in the field immediately before. */
  value: string | null;
}
