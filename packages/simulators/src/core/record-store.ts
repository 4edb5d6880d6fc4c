import type { Books, Values } from "./books.ts";
import type { Journal, JournalPart } from "./journal.ts";
import type { Caller } from "./routes.ts";

export interface StoredRecord {
  readonly object: string;
  readonly id: string;
  fields: Record<string, unknown>;
  createdAtMs: number;
  createdBy: Caller;
  modifiedAtMs: number;
  modifiedBy: Caller;
  deletedAtMs: number | null;
  /** What fields held before, the newest last; those that never changed are not there. */
  history: Record<string, FieldVersion[]>;
  /** When each field that changed since was last set, and by whom. */
  setBy: Record<string, FieldVersion>;
}

export interface FieldVersion {
  value: unknown;
  atMs: number;
  by: Caller;
}

export interface NewRecord {
  object: string;
  id: string;
  fields: Record<string, unknown>;
}

interface Authorship {
  by: Caller;
  atMs: number;
}

export interface RecordStore {
  get(object: string, id: string): StoredRecord | undefined;
  /** In the order of creation, deleted ones included. */
  all(object: string): Iterable<StoredRecord>;
  /** Records that are not deleted: of one object, or of all. */
  count(object?: string): number;
  create(record: NewRecord, authorship: Authorship): StoredRecord;
  update(record: StoredRecord, fields: Values, authorship: Authorship): void;
  remove(record: StoredRecord, authorship: Authorship): void;
  /** A record that stands there from the start: it is in the journal, and not in the books. */
  seed(record: NewRecord, authorship: Authorship): StoredRecord;
  readonly part: JournalPart;
}

type RecordEntry =
  | { put: StoredRecord }
  | ({ new: NewRecord } & Authorship)
  | ({ set: Values; object: string; id: string } & Authorship)
  | ({ gone: string; object: string } & Authorship);

const keptVersions = 20;

/** Told of every change just before it is made; not of what a journal brings back. */
export type BeforeChange = (object: string, id: string, before: StoredRecord | undefined) => void;

/** The records of one simulated CRM. Every change is staged in the journal and entered in the books. */
export function createRecordStore(
  { journal, books }: { journal: Journal; books: Books },
  beforeChange: BeforeChange = () => {},
): RecordStore {
  const objects = new Map<string, Map<string, StoredRecord>>();

  function recordsOf(object: string): Map<string, StoredRecord> {
    const records = objects.get(object) ?? new Map<string, StoredRecord>();
    objects.set(object, records);
    return records;
  }
  function put(record: StoredRecord): StoredRecord {
    recordsOf(record.object).set(record.id, record);
    return record;
  }
  function require(object: string, id: string): StoredRecord {
    const record = recordsOf(object).get(id);
    if (!record) throw new Error(`the journal changes ${object} ${id}, which it never created`);
    return record;
  }
  function restore(entry: RecordEntry): void {
    if ("put" in entry) put(entry.put);
    else if ("new" in entry) put(newRecord(entry.new, entry));
    else if ("set" in entry) setFields(require(entry.object, entry.id), entry.set, entry);
    else markDeleted(require(entry.object, entry.gone), entry);
  }
  function stage(entry: RecordEntry): void {
    journal.stage("records", entry);
  }

  return {
    get: (object, id) => objects.get(object)?.get(id),
    all: (object) => recordsOf(object).values(),
    count: (object) =>
      [...(object === undefined ? objects.keys() : [object])]
        .flatMap((name) => [...recordsOf(name).values()])
        .filter(({ deletedAtMs }) => deletedAtMs === null).length,
    create(record, { by, atMs }) {
      beforeChange(record.object, record.id, undefined);
      stage({ new: record, by, atMs });
      books.write(rowOf("create", record, { atMs, before: {}, after: record.fields }), by);
      return put(newRecord(record, { by, atMs }));
    },
    update(record, fields, { by, atMs }) {
      const { object, id } = record;
      const before = Object.fromEntries(
        Object.keys(fields).map((name) => [name, record.fields[name] ?? null]),
      );
      beforeChange(object, id, record);
      stage({ set: fields, object, id, by, atMs });
      books.write(rowOf("update", record, { atMs, before, after: fields }), by);
      setFields(record, fields, { by, atMs });
    },
    remove(record, { by, atMs }) {
      beforeChange(record.object, record.id, record);
      stage({ gone: record.id, object: record.object, by, atMs });
      books.write(rowOf("delete", record, { atMs, before: {}, after: {} }), by);
      markDeleted(record, { by, atMs });
    },
    seed(record, { by, atMs }) {
      stage({ new: record, by, atMs });
      return put(newRecord(record, { by, atMs }));
    },
    part: {
      restore: (entry) => restore(entry as RecordEntry),
      *snapshot(): Iterable<RecordEntry> {
        for (const records of objects.values()) {
          for (const record of records.values()) yield { put: record };
        }
      },
    },
  };
}

function newRecord({ object, id, fields }: NewRecord, { by, atMs }: Authorship): StoredRecord {
  return {
    object,
    id,
    fields: { ...fields },
    createdAtMs: atMs,
    createdBy: by,
    modifiedAtMs: atMs,
    modifiedBy: by,
    deletedAtMs: null,
    history: {},
    setBy: {},
  };
}

function setFields(record: StoredRecord, fields: Values, { by, atMs }: Authorship): void {
  for (const [name, value] of Object.entries(fields)) {
    const before = record.setBy[name] ?? {
      value: record.fields[name] ?? null,
      atMs: record.createdAtMs,
      by: record.createdBy,
    };
    if (before.value !== value) {
      record.history[name] = [...(record.history[name] ?? []), before].slice(-keptVersions);
      record.setBy[name] = { value, atMs, by };
    }
    record.fields[name] = value;
  }
  record.modifiedAtMs = atMs;
  record.modifiedBy = by;
}

function markDeleted(record: StoredRecord, { by, atMs }: Authorship): void {
  record.deletedAtMs = atMs;
  record.modifiedAtMs = atMs;
  record.modifiedBy = by;
}

interface RowDetails {
  atMs: number;
  before: Values;
  after: Values;
}

function rowOf(
  action: "create" | "update" | "delete",
  { object, id }: { object: string; id: string },
  { atMs, before, after }: RowDetails,
) {
  return { at: new Date(atMs).toISOString(), object, recordId: id, action, before, after };
}
