import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventLogMigrations } from "@fieldwork/event-log";
import { fillDeadLetters } from "@fieldwork/event-log/testing";
import { createLogger } from "@fieldwork/runtime";
import { createDatabase, type Database, migrate, storeMigrations } from "@fieldwork/store";
import { createPostgresServer, prepareServerBinaries, serverUser } from "@fieldwork/store/embedded";
import { createReader, keepRecordFilters, type Reader } from "@fieldwork/store/reading";
import { fillStore, vacuumWhole } from "@fieldwork/store/testing";

export interface ReadingStore {
  database: Database;
  reader: Reader;
  close(): Promise<void>;
}

/** A PostgreSQL of its own with this many records, filled by SQL and analysed. */
export async function createReadingStore(records: number): Promise<ReadingStore> {
  const user = serverUser();
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-reading-"));
  await chmod(dir, 0o755);
  const server = createPostgresServer({
    dir: join(dir, "server"),
    binaries: await prepareServerBinaries(user ? join(dir, "binaries") : undefined),
    user,
    logger: createLogger({ service: "bench", level: "warn" }),
    durable: false,
    settings: { shared_buffers: "1GB", max_wal_size: "8GB", maintenance_work_mem: "512MB" },
  });
  await server.start();
  const connectionString = server.url("postgres");
  const database = createDatabase({ connectionString, max: 2, applicationName: "bench" });
  const reader = createReader({
    connectionString,
    max: 2,
    applicationName: "bench reading",
    statementTimeoutMs: 60_000,
  });
  const close = async () => {
    await reader.stop();
    await database.stop();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await migrate(database, [storeMigrations, eventLogMigrations]);
    await withoutIndexes(database, async () => {
      await fillStore(database, records);
      await fillDeadLetters(database, records / 10);
    });
    await keepRecordFilters(database, [
      { object: "company", source: "fields", name: "country" },
      { object: "company", source: "outputs", name: "ai_industry" },
      { object: "contact", source: "outputs", name: "ai_seniority" },
    ]);
    await vacuumWhole(database);
    return { database, reader, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Filling tables first and indexing them then takes a fraction of the time. */
async function withoutIndexes(database: Database, fill: () => Promise<void>): Promise<void> {
  const indexes = await database.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index join pg_class on pg_class.oid = indrelid
     where relnamespace = 'public'::regnamespace and not indisunique`,
  );
  for (const { name } of indexes) await database.query(`drop index ${name}`);
  await fill();
  for (const { definition } of indexes) await database.query(definition);
}
