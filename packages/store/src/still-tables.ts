import { eventually } from "@fieldwork/runtime/testing";
import type { Db } from "./database.ts";

/**
 * Makes the plans of a test depend on its rows alone: autovacuum no longer looks at these tables when it
 * likes, and an analysis reads every row of one that has no more than 60,000.
 */
export async function keepTablesStill(db: Db): Promise<void> {
  await db.query(`do $$
    declare one record;
    begin
      for one in select oid::regclass as name from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace
      loop
        execute format('alter table %s set (autovacuum_enabled = false)', one.name);
      end loop;
      for one in select attrelid::regclass as name, attname as column_name
        from pg_attribute join pg_class on pg_class.oid = attrelid
        where relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped
      loop
        execute format('alter table %s alter column %I set statistics 200', one.name, one.column_name);
      end loop;
    end $$`);
}

const vacuumTimes = { timeoutMs: 60_000, everyMs: 200 };

/**
 * Vacuums and analyses until every row is known to be visible to all, which the cost of counting by an
 * index alone hangs on. A snapshot that somebody holds (autovacuum's, of a catalog) puts that off.
 */
export async function vacuumWhole(db: Db): Promise<void> {
  await eventually(async () => {
    await db.query("vacuum analyze");
    const unseen = await db.query<{ name: string }>(
      `select relname as name from pg_class
       where relkind = 'r' and relnamespace = 'public'::regnamespace and relallvisible < relpages`,
    );
    if (unseen.length > 0) throw new Error(`not all visible: ${unseen.map(({ name }) => name)}`);
  }, vacuumTimes);
}
