import type {
  CrmRecord,
  ObjectAutomations,
  ObjectName,
  RecordFilter,
  ToldLimit,
  WriteSafety,
} from "@fieldwork/contracts";
import type { LimitWindow } from "@fieldwork/limits";
import type { Logger } from "@fieldwork/runtime";
import type { CrmActivities } from "./activities/crm-activities.ts";
import type { Deployment, EnsureResult, LackingObject } from "./ensured-outputs.ts";
import type { DescribedField, OutputField } from "./field-description.ts";
import type {
  BulkWrites,
  FieldWrite,
  FieldWriteResult,
  ReplacedValue,
  WrittenValue,
} from "./field-write.ts";
import type { HintedRead, Pushed, Webhooks } from "./hint.ts";
import type { KeptLogins } from "./kept-logins.ts";
import type { Mapping } from "./mapping/mapping.ts";
import type {
  MatchingPage,
  ReadCalls,
  ReadMatching,
  SourceCount,
} from "./matching/matching-reads.ts";
import type { CallAdmission } from "./paced-sender.ts";
import type { Cursor, Page } from "./scan-pages.ts";

export type {
  Deployment,
  EnsureResult,
  LackingObject,
  MetadataFile,
  MissingOutputs,
} from "./ensured-outputs.ts";
export type { DescribedField, FieldDescription, OutputField } from "./field-description.ts";
export type {
  BulkWrites,
  FieldWrite,
  FieldWriteResult,
  GuardedWrite,
  ReplacedValue,
  WriteGuard,
  WrittenValue,
} from "./field-write.ts";
export type {
  MatchingPage,
  ReadCalls,
  ReadJob,
  ReadMatching,
  SourceCount,
} from "./matching/matching-reads.ts";
export type { Change, Cursor, History, Page } from "./scan-pages.ts";

/** By output: the options that one record takes, where they are fewer than the field has. */
export type RecordOptions = Readonly<Record<string, readonly string[]>>;

/** A record that is read to be written. */
export interface RecordToWrite extends CrmRecord {
  options?: RecordOptions | undefined;
}

export interface RecordsToWrite {
  records: readonly RecordToWrite[];
}

/** The outputs of an object. */
export type OutputsOf = (object: ObjectName) => readonly OutputField[];

export interface Quota {
  /**
   * The number of calls in the vendor's own period, as its last reply said; undefined before the first
   * one.
   */
  used?: number | undefined;
  limit?: number | undefined;
  /** The same of our app alone, where the vendor gives it a limit of its own. */
  app?: { used: number; limit: number } | undefined;
  /** How much of it is left to other integrations. */
  floorPercent?: number | undefined;
  /** Other limits that the vendor's replies tell of. */
  told?: readonly ToldLimit[] | undefined;
}

/**
 * One CRM account in canonical terms. No method retries. Each throws CrmError (`stopped` if its signal
 * fired) or AppError `config_invalid`; `writeFields` returns failures in its results instead.
 */
export interface CrmAdapter {
  readonly connection: string;
  /** Its name in the registry of vendors. */
  readonly vendor: string;
  /** What it reads and writes: the objects of its mapping. */
  readonly objects: readonly ObjectName[];
  /** The most records in one read or write call. */
  readonly maxReadBatch: number;
  readonly maxWriteBatch: number;
  /** The calls of a batch, with the read before it, and of each record in it; two and none, if left out. */
  readonly writeCalls?: { batch: number; record: number } | undefined;
  /** How its fields are written, unless their definition says otherwise. */
  readonly writes: WriteSafety;
  /** What we keep its calls within. */
  readonly windows: readonly LimitWindow[];
  /**
   * One scan: all records changed since `cursor` (null: all records), minus an overlap for rows that
   * the CRM commits or indexes late, so some are returned again. Safe for any number of rows with one
   * timestamp. Every page's cursor may be saved and resumed from, also in the middle of a scan. The
   * last page may be empty. Not every CRM reports deletions here: a record that `readRecords` leaves
   * out is gone.
   */
  readChanges(object: ObjectName, cursor: Cursor | null, signal: AbortSignal): AsyncIterable<Page>;
  /**
   * The records as they are now, in no particular order; those that are gone are left out. Any number
   * of ids.
   */
  readRecords(
    object: ObjectName,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<CrmRecord[]>;
  /**
   * The same for records that are about to be written. Only of a CRM in which not every record takes all
   * options of a field.
   */
  readToWrite?(
    object: ObjectName,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<RecordsToWrite>;
  /** Which objects have the parents that it locks while it saves a record of this one. Undefined: it locks none. */
  parentsOf?(object: ObjectName): readonly ObjectName[];
  /** The same as changes, with the ends of what was merged into these records, and which are gone. */
  readNow(object: ObjectName, ids: readonly string[], signal: AbortSignal): Promise<HintedRead>;
  /**
   * Until when, by the CRM's own stamps, the scans that saved this cursor have returned every change, or
   * it is history; null: nobody knows.
   */
  scannedBeforeMs(cursor: Cursor | null): number | null;
  /**
   * How many records match, by the CRM's own count: what it cannot be asked about the filter, and what
   * only our store knows, is left out of the question, and the answer says so.
   */
  countMatching(
    object: ObjectName,
    filter: RecordFilter,
    signal: AbortSignal,
  ): Promise<SourceCount>;
  /**
   * The next page of the records that match, as far as they themselves can say: what we know of outputs
   * (older definitions, corrections) is left out. Records that change while pages are read, or whose
   * change the CRM has not indexed yet, may be missing; `readChanges` returns them. A job that the CRM makes for
   * many shows them as they were when it was made.
   */
  readMatching(object: ObjectName, read: ReadMatching, signal: AbortSignal): Promise<MatchingPage>;
  /**
   * Has the CRM abort a job that it still prepares, for a read that nobody goes on with. Null: it did; otherwise
   * what it said. Only of a CRM that makes jobs of reads.
   */
  abortReadJob?(id: string, signal: AbortSignal): Promise<string | null>;
  /** What reading all of them takes, so many at a time. */
  readCalls?(read: Pick<ReadMatching, "filter" | "limit"> & { expected: number }): ReadCalls;
  /**
   * Any number of writes, split by the vendor's maximum. If a call is refused as a whole, the record at
   * fault is singled out at once. If a call fails in such a way that it may have been done, or meets a
   * lock, all its writes are returned, and the adapter remembers them: the next time they are sent in
   * calls of half the size, until the one at fault is alone. When records are refused one by one for
   * the same reason, with no success in between, this ends: the rest are returned as the connection's
   * failure. A guarded write is refused as `overtaken` if the record was changed since it was read: by
   * the CRM itself where it can do that, otherwise by another read immediately before.
   */
  writeFields(
    object: ObjectName,
    writes: readonly FieldWrite[],
    signal: AbortSignal,
  ): Promise<FieldWriteResult[]>;
  /** Only where the connection chooses it: many writes at a time by a job of the CRM's own. */
  readonly bulkWrites?: BulkWrites | undefined;
  /**
   * What the CRM's own history says that these writes replaced. Fields of which it keeps none are left out.
   */
  findReplaced?(
    object: ObjectName,
    written: readonly WrittenValue[],
    signal: AbortSignal,
  ): Promise<ReplacedValue[]>;
  /**
   * Which of the CRM's own automations name these fields (outputs, or fields of the mapping), or start on an
   * update of the object's records; where the CRM does not tell, why not. Only of a CRM that has any.
   */
  readAutomations?(
    object: ObjectName,
    fields: readonly string[],
    signal: AbortSignal,
  ): Promise<ObjectAutomations>;
  /** The canonical fields of an object and the named outputs, as the CRM has them now. */
  describeFields(object: ObjectName, signal: AbortSignal): Promise<DescribedField[]>;
  /**
   * Creates what is missing, if the vendor lets us; never changes what exists. Throws if a type
   * differs.
   */
  ensureOutputFields(
    object: ObjectName,
    fields: readonly OutputField[],
    signal: AbortSignal,
  ): Promise<EnsureResult>;
  /** Only of a CRM in which the adapter creates no fields. */
  deploymentOf?(objects: readonly LackingObject[]): Deployment;
  /**
   * The address of a record's page in the CRM, with `{id}` in place of the id; null where nobody knows it.
   */
  recordPage(object: ObjectName, signal: AbortSignal): Promise<string | null>;
  quota(): Quota;
  /**
   * Only of a CRM that streams what changes, where that is switched on: from a position on, or from now.
   * Ends by throwing; whoever listens saves a position once what came with it is kept.
   */
  listen?(object: ObjectName, position: string | null, signal: AbortSignal): AsyncIterable<Pushed>;
  /** Only of a CRM that calls us, where a secret to check its calls is configured. */
  readonly webhooks?: Webhooks | undefined;
  /** What people log on records; only of a CRM where that is read. */
  readonly activities?: CrmActivities | undefined;
  /** Ends open sockets. */
  close(): Promise<void>;
}

/** What an adapter gets besides its connection. */
export interface AdapterDeps {
  /** The fields that enrichments write: they are read with every record. */
  outputs: OutputsOf;
  /** Which fields to read; by default the vendor's own mapping. */
  mapping?: Mapping | undefined;
  logger: Logger;
  /** How late an edit may become visible in the CRM and still be read, in place of the vendor's default. */
  overlapMs?: number | undefined;
  timeoutMs?: number | undefined;
  /** Permission for each call, inside the limits of the connection; if absent, no call waits. */
  admission?: CallAdmission | undefined;
  /** How much of the CRM's day is left to other integrations, in percent; 20 by default. */
  quotaFloorPercent?: number | undefined;
  /** `fast` by default. */
  writes?: WriteSafety | undefined;
  /** What the calls are kept within; by default the vendor's own. */
  windows?: readonly LimitWindow[] | undefined;
  /** Where all processes keep the logins of connections; if absent, each logs in by itself. */
  logins?: KeptLogins | undefined;
}
