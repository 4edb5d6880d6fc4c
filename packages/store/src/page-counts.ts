import { createDatabase, type Database, type Db } from "./database.ts";
import { keepTablesStill } from "./still-tables.ts";
import { openTestStore } from "./testing.ts";

/** What a statement returns, and the pages that it touched; entries of an index that lead nowhere count as well. */
export async function countPages<T>(
  database: Database,
  run: (tx: Db) => Promise<T>,
): Promise<{ result: T; pages: number }> {
  return database.transaction(async (tx) => {
    const before = await pagesTouched(tx);
    const result = await run(tx);
    return { result, pages: (await pagesTouched(tx)) - before };
  });
}

/** Of this transaction. */
async function pagesTouched(tx: Db): Promise<number> {
  const [row] = await tx.query<{ pages: number }>(
    `select sum(pg_stat_get_xact_blocks_fetched(oid))::int as pages from pg_class
     where relnamespace = 'public'::regnamespace`,
  );
  return row?.pages ?? 0;
}

export interface StaleSession {
  /** Its plans remain those that it made while the tables were empty: nobody takes statistics. */
  session: Database;
  close(): Promise<void>;
}

/** A store, and one session over it. */
export async function openStaleSession(): Promise<StaleSession> {
  const store = await openTestStore();
  const session = createDatabase({
    connectionString: store.url,
    max: 1,
    applicationName: "test",
  });
  await keepTablesStill(session);
  return {
    session,
    async close() {
      await session.stop();
      await store.drop();
    },
  };
}

export interface PageCounts {
  /** By step. */
  touched: Record<string, number>;
  step<T>(what: string, run: (tx: Db) => Promise<T>): Promise<T>;
}

/** Counts the pages of several steps, each in a transaction of its own. */
export function createPageCounts(session: Database): PageCounts {
  const touched: Record<string, number> = {};
  return {
    touched,
    async step(what, run) {
      const { result, pages } = await countPages(session, run);
      touched[what] = pages;
      return result;
    },
  };
}
