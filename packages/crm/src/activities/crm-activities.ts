import type { ObjectName, RecordRef } from "@fieldwork/contracts";
import type { Cursor } from "../crm-adapter.ts";
import type { ActivityKind, MappedActivity } from "./activity-kinds.ts";
import type { Activity } from "./compose-activities.ts";

/** A record whose activities have changed, and when, by the CRM's clock. */
export interface Touched {
  ref: RecordRef;
  atMs: number;
}

export interface TouchedPage {
  touched: readonly Touched[];
  /** As of a page of changes. */
  cursor: Cursor;
}

export interface ShownAsk {
  object: ObjectName;
  kind: ActivityKind;
}

/** What a CRM tells of the activities of records. Each call throws CrmError. */
export interface CrmActivities {
  /** Those that are mapped of an object. */
  of(object: ObjectName): readonly MappedActivity[];
  /** At least the newest of each record, by its id; a record without any may be left out. */
  readRecent(
    ask: { object: ObjectName; activity: MappedActivity; ids: readonly string[] },
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly Activity[]>>;
  /**
   * One scan of what was logged or edited since `cursor` (null: from now on), as the records of these
   * objects that it belongs to. What the scan tells of the activities themselves is left out: the record
   * is read.
   */
  readTouched(
    ask: { kind: ActivityKind; objects: readonly ObjectName[]; cursor: Cursor | null },
    signal: AbortSignal,
  ): AsyncIterable<TouchedPage>;
  /** The records of these objects to which each activity belongs, in a CRM that tells of it without them. */
  readRecordsOf?(
    ask: { kind: ActivityKind; objects: readonly ObjectName[]; ids: readonly string[] },
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly RecordRef[]>>;
  /**
   * Throws what a read would throw, if they are hidden from us; where a CRM keeps a kind in several
   * objects, it returns those that are hidden beside others.
   */
  checkShown(ask: ShownAsk, signal: AbortSignal): Promise<readonly string[]>;
}
