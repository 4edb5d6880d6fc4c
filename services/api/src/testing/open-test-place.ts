import { eventLogMigrations } from "@fieldwork/event-log";
import { type Database, storeMigrations } from "@fieldwork/store";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { openTestStore } from "@fieldwork/store/testing";

/** Where orders are given in tests. */
export interface TestPlace {
  databaseUrl: string;
  database: Database;
  reader: Reader;
  stop(): Promise<void>;
}

/** A fresh store with all its tables, and a reader of it. */
export async function openTestPlace(): Promise<TestPlace> {
  const store = await openTestStore([storeMigrations, eventLogMigrations]);
  const { database, url: databaseUrl } = store;
  const reader = createReader({
    ...{ connectionString: databaseUrl, max: 2, applicationName: "test" },
  });
  return {
    ...{ databaseUrl, database, reader },
    async stop() {
      await reader.stop();
      await store.drop();
    },
  };
}
