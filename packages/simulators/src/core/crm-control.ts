import type { BookReader } from "./books.ts";
import type { FaultControls } from "./faults.ts";
import type { Flow } from "./flows.ts";
import type { CallerKind } from "./routes.ts";

/** A record as the simulated CRM holds it, in the vendor's own field names. */
export interface RecordView {
  object: string;
  id: string;
  fields: Record<string, unknown>;
  createdAt: string;
  modifiedAt: string;
  modifiedBy: CallerKind;
  isDeleted: boolean;
}

export interface RecordRef {
  object: string;
  id: string;
}

export interface ChangeOptions {
  /** Under which stamp; now, when left out. A stamp in the past is a change that was committed late. */
  at?: Date | string | undefined;
  /** Whose doing it is; a person's, when left out. */
  by?: CallerKind | undefined;
}

/**
 * What a test does to a simulated CRM behind the backs of those who call it, and what it looks up there.
 * Objects and fields have the vendor's names. Nothing here meets a fault or is entered as a call.
 */
export interface CrmControl {
  readonly faults: FaultControls;
  readonly books: BookReader;
  /** The ids, in order. */
  create(
    object: string,
    records: readonly Record<string, unknown>[],
    options?: ChangeOptions,
  ): Promise<string[]>;
  edit(ref: RecordRef, fields: Record<string, unknown>, options?: ChangeOptions): Promise<void>;
  remove(ref: RecordRef, options?: ChangeOptions): Promise<void>;
  /** Takes a deleted record out of the bin. */
  restore(ref: RecordRef, options?: ChangeOptions): Promise<void>;
  /** Merges others of the same object into a record; returns the id of what is left. */
  merge(primary: RecordRef, others: readonly string[], options?: ChangeOptions): Promise<string>;
  /** Deleted ones as well. */
  record(ref: RecordRef): Promise<RecordView | undefined>;
  /** Records that are not deleted: of one object, or of all. */
  count(object?: string): Promise<number>;
  /** From now on this automation follows what is saved. */
  startFlow(flow: Flow): Promise<void>;
  /** Ends all automations. */
  stopFlows(): Promise<void>;
}
