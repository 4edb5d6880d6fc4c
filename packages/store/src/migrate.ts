import { AppError } from "@fieldwork/runtime";
import { type Database, findServer } from "./database.ts";

export interface MigrationSet {
  /** Whose tables these are; each set is numbered separately. */
  set: string;
  /** In order. A migration that has run is never changed: a later one changes its effect. */
  migrations: readonly { name: string; sql: string }[];
}

/**
 * Runs what has not run yet, forward only, each in a transaction; safe if several processes start at
 * once.
 *
 * @throws AppError `config_invalid` if the server is too old for the tables.
 */
export async function migrate(database: Database, sets: readonly MigrationSet[]): Promise<void> {
  const { version, leastVersion, isTooOld } = await findServer(database);
  if (isTooOld) {
    throw new AppError(
      `PostgreSQL ${version} is too old for the tables: use version ${leastVersion} or newer`,
      { code: "config_invalid", retryable: false },
    );
  }
  await database.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('fieldwork migrations'))");
    await tx.query(`
      create table if not exists migration (
        set text, name text, applied_at timestamptz not null default now(), primary key (set, name)
      )`);
    const applied = await tx.query<{ set: string; name: string }>(
      "select set, name from migration",
    );
    const done = new Set(applied.map(({ set, name }) => `${set}/${name}`));
    for (const { set, migrations } of sets) {
      for (const { name, sql } of migrations) {
        if (done.has(`${set}/${name}`)) continue;
        await tx.query(sql);
        await tx.query("insert into migration (set, name) values ($1, $2)", [set, name]);
      }
    }
  });
}

/** Those that have run, as `set/name`. */
export async function findMigrations(database: Pick<Database, "query">): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    "select set || '/' || name as name from migration order by 1",
  );
  return rows.map(({ name }) => name);
}
