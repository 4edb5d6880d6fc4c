import type { Journal, JournalPart } from "./journal.ts";
import type { Caller, CallerKind } from "./routes.ts";

/** One call as it was received and answered. */
export interface CallRow {
  seq: number;
  /** When it was answered. */
  at: string;
  /** When its first byte had come. */
  arrivedAt: string;
  method: string;
  path: string;
  kind: string;
  operation: string;
  /** Null when it was cut off before there was an answer. */
  status: number | null;
  caller: CallerKind;
  /** The fault that it met. */
  fault?: string;
  /** Those that the vendor's simulator keeps, in lower case. */
  headers?: Record<string, string>;
  note?: unknown;
}

export type Values = Readonly<Record<string, unknown>>;

/** One record as it was changed. */
export interface WriteRow {
  seq: number;
  at: string;
  object: string;
  recordId: string;
  action: "create" | "update" | "delete";
  /** The fields that were given, before and after. */
  before: Values;
  after: Values;
  by: CallerKind;
  byId: string;
}

export interface BookCounts {
  /** By `kind status caller`, as in `write 200 integration`; status `none` for no answer. */
  calls: Record<string, number>;
  /** By `action by`, as in `update person`. */
  writes: Record<string, number>;
}

export interface BooksPage {
  calls: CallRow[];
  writes: WriteRow[];
  counts: BookCounts;
  /** The last number given out; ask for what came since. */
  seq: number;
}

/** What a simulator saw and did. Calls and writes share one numbering. */
export interface BookReader {
  /** Rows numbered above `since`, of those that are kept; counts are complete for ever. */
  read(since?: number): Promise<BooksPage>;
}

export interface Books extends BookReader {
  call(row: Omit<CallRow, "seq">): void;
  write(row: Omit<WriteRow, "seq" | "by" | "byId">, caller: Caller): void;
  /** Counts records that came in bulk, without rows. */
  seeded(count: number): void;
  /** The same as `read`, at once. */
  page(since?: number): BooksPage;
  readonly part: JournalPart;
}

type BookEntry =
  | { call: CallRow }
  | { write: WriteRow }
  | { seeded: number }
  | { totals: BookCounts; seq: number };

const defaultKeptRows = 20_000;

/** Keeps the last `keepRows` calls and as many writes, and counts of all there ever were. */
export function createBooks(journal: Journal, keepRows = defaultKeptRows): Books {
  const counts: BookCounts = { calls: {}, writes: {} };
  const calls = createTail<CallRow>(keepRows);
  const writes = createTail<WriteRow>(keepRows);
  let seq = 0;

  function addCall(row: CallRow): void {
    seq = Math.max(seq, row.seq);
    calls.push(row);
    count(counts.calls, `${row.kind} ${row.status ?? "none"} ${row.caller}`);
  }
  function addWrite(row: WriteRow): void {
    seq = Math.max(seq, row.seq);
    writes.push(row);
    count(counts.writes, `${row.action} ${row.by}`);
  }
  function restore(entry: unknown): void {
    const known = entry as BookEntry;
    if ("call" in known) addCall(known.call);
    else if ("write" in known) addWrite(known.write);
    else if ("seeded" in known) count(counts.writes, "create system", known.seeded);
    else {
      seq = known.seq;
      Object.assign(counts, known.totals);
    }
  }
  function page(since = 0): BooksPage {
    return {
      calls: calls.rows().filter((row) => row.seq > since),
      writes: writes.rows().filter((row) => row.seq > since),
      counts: structuredClone(counts),
      seq,
    };
  }

  return {
    call(row) {
      const numbered = { seq: seq + 1, ...row };
      addCall(numbered);
      journal.stage("books", { call: numbered });
    },
    write(row, { kind, id }) {
      const numbered = { seq: seq + 1, ...row, by: kind, byId: id };
      addWrite(numbered);
      journal.stage("books", { write: numbered });
    },
    seeded(records) {
      count(counts.writes, "create system", records);
      journal.stage("books", { seeded: records });
    },
    page,
    read: async (since) => page(since),
    part: {
      restore,
      *snapshot(): Iterable<BookEntry> {
        for (const call of calls.rows()) yield { call };
        for (const write of writes.rows()) yield { write };
        // Last, since it puts right what the rows before it counted.
        yield { totals: counts, seq };
      },
    },
  };
}

function count(counts: Record<string, number>, key: string, by = 1): void {
  counts[key] = (counts[key] ?? 0) + by;
}

function createTail<T>(size: number) {
  let kept: T[] = [];
  return {
    push(row: T): void {
      kept.push(row);
      if (kept.length > size * 1.25) kept = kept.slice(-size);
    },
    rows: (): readonly T[] => kept,
  };
}
