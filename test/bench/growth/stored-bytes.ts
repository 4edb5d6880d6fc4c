import type { Database } from "@fieldwork/store";
import { dropOldCalls, dropOldIntents } from "@fieldwork/store/retention";

export interface StoredBytes {
  bytesPerRecord: number;
  bytesAfterRetention: number;
}

export interface StoredByTable extends StoredBytes {
  /** The largest, each with its indexes; the others together. */
  byTable: Record<string, StoredBytes>;
}

const retentionBatch = 100_000;
const largest = 6;
/** What retention takes rows from. */
const retained = ["model_call", "write_intent"];

/**
 * What all tables take with their indexes and their unused room, as they stand; and again once retention has dropped
 * all that it drops in the end, and its tables are packed.
 */
export async function measureStored(database: Database, changes: number): Promise<StoredByTable> {
  const before = await bytesByTable(database);
  for (const drop of [dropOldCalls, dropOldIntents]) {
    while ((await drop(database, { keepDays: 0, limit: retentionBatch })) > 0);
  }
  for (const table of retained) await database.query(`vacuum full ${table}`);
  const after = await bytesByTable(database);
  const perRecord = (bytes: number | undefined) => Math.round((bytes ?? 0) / changes);
  const named = [...before.keys()].slice(0, largest);
  const stored = (tables: readonly string[]): StoredBytes => ({
    bytesPerRecord: perRecord(sumOf(before, tables)),
    bytesAfterRetention: perRecord(sumOf(after, tables)),
  });
  return {
    ...stored([...before.keys()]),
    byTable: {
      ...Object.fromEntries(named.map((table) => [table, stored([table])])),
      others: stored([...before.keys()].filter((table) => !named.includes(table))),
    },
  };
}

/** The largest first. */
async function bytesByTable(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query<{ table: string; bytes: number }>(
    `select relname as table, pg_total_relation_size(oid)::float8 as bytes from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace order by bytes desc`,
  );
  return new Map(rows.map(({ table, bytes }) => [table, bytes]));
}

function sumOf(bytes: ReadonlyMap<string, number>, tables: readonly string[]): number {
  return tables.reduce((sum, table) => sum + (bytes.get(table) ?? 0), 0);
}
