import type { Books, Values } from "./books.ts";
import type { Journal, JournalPart } from "./journal.ts";
import type { Caller } from "./routes.ts";
import { storedFields, type TextStorage } from "./store-text.ts";

export interface StoredRecord {
  readonly object: string;
  readonly id: string;
  fields: Record<string, unknown>;
  createdAtMs: number;
  createdBy: Caller;
  modifiedAtMs: number;
  modifiedBy: Caller;
  /** The last change that was not the system's own doing. */
  savedAtMs: number;
  savedBy: Caller;
  deletedAtMs: number | null;
  /** Of the fields that changed since: what they held, and hold, the newest last. */
  versions: Record<string, FieldVersion[]>;
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
  /** Undoes a removal. */
  restore(record: StoredRecord, authorship: Authorship): void;
  /** A record that is there from the start: it is in the journal, and not in the books. */
  seed(record: NewRecord, authorship: Authorship): StoredRecord;
  readonly part: JournalPart;
}

type RecordEntry =
  | { put: StoredRecord }
  | ({ new: NewRecord } & Authorship)
  | ({ set: Values; object: string; id: string } & Authorship)
  | ({ moved: string; to: "bin" | "back"; object: string } & Authorship);

const keptVersions = 20;

/** Told of every change just before it is made; not of what a journal brings back. */
export type BeforeChange = (object: string, id: string, before: StoredRecord | undefined) => void;

export interface StoreOptions {
  beforeChange?: BeforeChange;
  /** Told of every record as it is put there, also of one that is seeded, or brought back by a journal. */
  onPut?: (record: StoredRecord) => void;
  /** Whether a record keeps what its fields held before. */
  keepsVersions?: boolean;
  /** Of what is created and changed; what is seeded stays as it is. */
  textStorage?: TextStorage | undefined;
}

/** The records of one simulated CRM. Every change is staged in the journal and entered in the books. */
export function createRecordStore(
  { journal, books }: { journal: Journal; books: Books },
  { beforeChange = () => {}, onPut, keepsVersions = false, textStorage }: StoreOptions = {},
): RecordStore {
  const objects = new Map<string, Map<string, StoredRecord>>();

  function recordsOf(object: string): Map<string, StoredRecord> {
    const records = objects.get(object) ?? new Map<string, StoredRecord>();
    objects.set(object, records);
    return records;
  }
  function put(record: StoredRecord): StoredRecord {
    recordsOf(record.object).set(record.id, record);
    onPut?.(record);
    return record;
  }
  function require(object: string, id: string): StoredRecord {
    const record = recordsOf(object).get(id);
    if (!record) throw new Error(`the journal changes ${object} ${id}, which it never created`);
    return record;
  }
  function set(record: StoredRecord, fields: Values, authorship: Authorship): void {
    if (keepsVersions) addVersions(record, fields, authorship);
    Object.assign(record.fields, fields);
    mark(record, authorship);
  }
  function restore(entry: RecordEntry): void {
    if ("put" in entry) put(entry.put);
    else if ("new" in entry) put(newRecord(entry.new, entry));
    else if ("set" in entry) set(require(entry.object, entry.id), entry.set, entry);
    else move(require(entry.object, entry.moved), entry.to, entry);
  }
  const stage = (entry: RecordEntry) => journal.stage("records", entry);
  function moveTo(where: "bin" | "back", record: StoredRecord, { by, atMs }: Authorship): void {
    const { object, id } = record;
    beforeChange(object, id, record);
    stage({ moved: id, to: where, object, by, atMs });
    const action = where === "bin" ? "delete" : "update";
    books.write(rowOf(action, record, { atMs, before: {}, after: {} }), by);
    move(record, where, { by, atMs });
  }

  return {
    get: (object, id) => objects.get(object)?.get(id),
    all: (object) => recordsOf(object).values(),
    count: (object) => countLiving(object === undefined ? objects.values() : [recordsOf(object)]),
    create(given, { by, atMs }) {
      const record = { ...given, fields: storedFields(given.fields, textStorage) };
      beforeChange(record.object, record.id, undefined);
      stage({ new: record, by, atMs });
      books.write(rowOf("create", record, { atMs, before: {}, after: record.fields }), by);
      return put(newRecord(record, { by, atMs }));
    },
    update(record, given, { by, atMs }) {
      const fields = storedFields(given, textStorage);
      const { object, id } = record;
      const before = Object.fromEntries(
        Object.keys(fields).map((name) => [name, record.fields[name] ?? null]),
      );
      beforeChange(object, id, record);
      stage({ set: fields, object, id, by, atMs });
      books.write(rowOf("update", record, { atMs, before, after: fields }), by);
      set(record, fields, { by, atMs });
    },
    remove: (record, authorship) => moveTo("bin", record, authorship),
    restore: (record, authorship) => moveTo("back", record, authorship),
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

function countLiving(objects: Iterable<ReadonlyMap<string, StoredRecord>>): number {
  const records = [...objects].flatMap((of) => [...of.values()]);
  return records.filter(({ deletedAtMs }) => deletedAtMs === null).length;
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
    savedAtMs: atMs,
    savedBy: by,
    deletedAtMs: null,
    versions: {},
  };
}

function addVersions(record: StoredRecord, fields: Values, { by, atMs }: Authorship): void {
  for (const [name, value] of Object.entries(fields)) {
    const known = record.versions[name] ?? firstVersion(record, name);
    if (known.at(-1)?.value === value) continue;
    record.versions[name] = [...known, { value, atMs, by }].slice(-keptVersions);
  }
}

/** What a field was created with is its first version; one that was never set has none. */
function firstVersion(
  { fields, createdAtMs, createdBy }: StoredRecord,
  name: string,
): FieldVersion[] {
  const value = fields[name] ?? null;
  return value === null ? [] : [{ value, atMs: createdAtMs, by: createdBy }];
}

function move(record: StoredRecord, to: "bin" | "back", authorship: Authorship): void {
  record.deletedAtMs = to === "bin" ? authorship.atMs : null;
  mark(record, authorship);
}

function mark(record: StoredRecord, { by, atMs }: Authorship): void {
  record.modifiedAtMs = atMs;
  record.modifiedBy = by;
  if (by.kind === "system") return;
  record.savedAtMs = atMs;
  record.savedBy = by;
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
