import type {
  CrmRecord,
  FieldValues,
  ObjectName,
  OutputSpec,
  RecordChanged,
} from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { CrmError } from "./crm-error.ts";
import type { Mapping } from "./mapping/mapping.ts";
import type { CallAdmission } from "./paced-sender.ts";

/** Where reading goes on. Opaque to all but the adapter that made it; plain JSON. */
export type Cursor = Readonly<Record<string, string | number | null>>;

/** What the log carries of a record, but for when its read began, which whoever reads the page knows. */
export type Change = WithoutReadAt<RecordChanged>;
type WithoutReadAt<Event> = Event extends unknown ? Omit<Event, "readAt"> : never;

export interface Page {
  changes: readonly Change[];
  /** Save it once the page is safe elsewhere; reading from it again misses nothing. */
  cursor: Cursor;
}

export interface FieldWrite {
  /** The vendor's record id. At most one write a record and call. */
  id: string;
  /** Canonical output field to value; null clears. */
  values: FieldValues;
  /**
   * Not to be sent after this moment of `performance.now()`: the read that it was decided on is too old
   * then. A call that fails is sent again in halves, so that the last may leave long after the first.
   */
  sendBefore?: number | undefined;
  /** Asked right before each call that would carry it: it is not to be sent while this holds. */
  isHeld?: (() => boolean) | undefined;
}

/**
 * One result an input, in order. `refused`: surely not done, by the CRM's word or because the call never
 * reached it; `error.retryable` says whether the same write may succeed later. `unknown`: the call was
 * sent and no answer came, so it may or may not have been done; a read tells. No write that may have
 * been done is sent again by the adapter: whoever wants it again reads the record first. `error.scope`
 * says whose failure it is: only a `record`'s counts against it.
 */
export type FieldWriteResult =
  | { kind: "written" }
  | { kind: "refused"; error: CrmError }
  | { kind: "unknown"; error: CrmError };

export interface FieldDescription {
  /** Canonical name. */
  field: string;
  vendorName: string;
  exists: boolean;
  writable: boolean;
  /** In UTF-16 units; undefined when the vendor names none. */
  maxChars?: number | undefined;
  /** The values the CRM accepts now; undefined when free. */
  options?: readonly string[] | undefined;
  /** Whether it takes several of them at once. */
  isSeveral?: boolean | undefined;
  /** What people read in place of an option, where it differs. */
  optionLabels?: Readonly<Record<string, string>> | undefined;
}

export type OutputField = Pick<OutputSpec, "field" | "label"> &
  (
    | { type: "choice" | "choices"; options: readonly string[] }
    | { type: "text"; maxChars: number }
    | { type: "number"; decimals: number }
    | { type: "integer" | "boolean" | "date" | "url" }
  );

/** The outputs of an object. */
export type OutputsOf = (object: ObjectName) => readonly OutputField[];

export type EnsureResult =
  | { kind: "ready"; created: readonly string[] }
  /** The adapter does not create fields in this CRM: what is missing, and the file that creates it. */
  | {
      kind: "missing";
      fields: readonly string[];
      remedy: string;
      metadata: readonly MetadataFile[];
    };

export interface MetadataFile {
  path: string;
  content: string;
}

export interface Quota {
  /** Calls in the vendor's own period, as its last reply said; undefined until one did. */
  used?: number | undefined;
  limit?: number | undefined;
}

/**
 * One CRM account in canonical terms. No method retries. Each throws CrmError (`stopped` when its signal
 * fired) or AppError `config_invalid`; `writeFields` puts what went wrong into its results instead.
 */
export interface CrmAdapter {
  readonly connection: string;
  /** As the registry of vendors names it. */
  readonly vendor: string;
  /** What it reads and writes: the objects of its mapping. */
  readonly objects: readonly ObjectName[];
  /** Most records one read or write call takes. */
  readonly maxReadBatch: number;
  readonly maxWriteBatch: number;
  /**
   * One scan: all records changed since `cursor` (null: all there are), less an overlap for rows that
   * the CRM commits or indexes late, so some come again. Safe against any number of rows in one stamp.
   * Every page's cursor may be saved and read from, also in the middle of a scan. The last page may be
   * empty. Not every CRM shows deletions here: a record that `readRecords` leaves out is gone.
   */
  readChanges(object: ObjectName, cursor: Cursor | null, signal: AbortSignal): AsyncIterable<Page>;
  /** The records as they are now, in no order; those that are gone are left out. Any number of ids. */
  readRecords(
    object: ObjectName,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<CrmRecord[]>;
  /**
   * Any number of writes, split by the vendor's maximum. Of a call that is refused as a whole the record
   * at fault is singled out at once. Of a call that fails, so that it may have been done, or that meets a
   * lock, all are given back, and the adapter remembers them: given again, they go in calls of half the
   * size, until the one at fault stands alone. Records that are refused alike one by one, with no success
   * between them, end this: the rest are given back as the connection's failure.
   */
  writeFields(
    object: ObjectName,
    writes: readonly FieldWrite[],
    signal: AbortSignal,
  ): Promise<FieldWriteResult[]>;
  /** The canonical fields of an object and the named outputs, as the CRM has them now. */
  describeFields(object: ObjectName, signal: AbortSignal): Promise<FieldDescription[]>;
  /** Creates what is missing, where the vendor lets us; never changes what is there. Throws on a type that differs. */
  ensureOutputFields(
    object: ObjectName,
    fields: readonly OutputField[],
    signal: AbortSignal,
  ): Promise<EnsureResult>;
  quota(): Quota;
  /** Ends open sockets. */
  close(): Promise<void>;
}

/** What an adapter is given besides its connection. */
export interface AdapterDeps {
  /** The fields that enrichments write: they are read with every record. */
  outputs: OutputsOf;
  /** What is read of the connection; the vendor's own mapping unless told. */
  mapping?: Mapping | undefined;
  logger: Logger;
  /** How late the CRM may show an edit that is still to be read, in place of the vendor's own default. */
  overlapMs?: number | undefined;
  timeoutMs?: number | undefined;
  /** Leave for each call, inside the limits of the connection; absent: no call waits. */
  admission?: CallAdmission | undefined;
}
