import { type AppError, configError } from "@fieldwork/runtime";
import { createDatabase, type Db } from "../database.ts";
import type { MigrationSet } from "../migrate.ts";

/**
 * Creates the database of a state if it is missing; with `fresh`, from scratch. `adminUrl` leads to
 * another database.
 */
export async function createStateDatabase(
  adminUrl: string,
  { name, fresh }: { name: string; fresh: boolean },
): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    if (fresh) await admin.query(`drop database if exists ${name} with (force)`);
    const found = await admin.query("select 1 from pg_database where datname = $1", [name]);
    if (found.length === 0) await admin.query(`create database ${name}`);
  });
}

/**
 * Deletes everything in a database: the tables that these migrations have created, and these schemas.
 *
 * @throws AppError `config_invalid` if it holds tables of others: nothing is deleted then.
 */
export async function emptyDatabase(
  url: string,
  { schemas, sets }: { schemas: readonly string[]; sets: readonly MigrationSet[] },
): Promise<void> {
  const drops = schemas.map((schema) => `drop schema if exists ${schema} cascade;`).join(" ");
  await asAdmin(url, async (admin) => {
    const foreign = await findForeignTables(admin, sets);
    if (foreign.length > 0) throw notOurs(foreign);
    await admin.query(`${drops} drop schema public cascade; create schema public`);
  });
}

/** Those of extensions go with what installed them. */
async function findForeignTables(admin: Db, sets: readonly MigrationSet[]): Promise<string[]> {
  const texts = sets.flatMap(({ migrations }) => migrations.map(({ sql }) => sql)).join("\n");
  const created = texts.matchAll(/create (?:unlogged )?table (?:if not exists )?(\w+)/gi);
  const ours = ["migration", ...[...created].map(([, name = ""]) => name)];
  const found = await admin.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
       and relname <> all($1)
       and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')
     order by 1`,
    [ours],
  );
  return found.map(({ name }) => name);
}

const mostNamed = 5;

function notOurs(tables: readonly string[]): AppError {
  const named = [...tables.slice(0, mostNamed), ...(tables.length > mostNamed ? ["…"] : [])];
  return configError([
    {
      what: "--fresh",
      problem: `would delete everything in the database, which holds tables that are not Fieldwork's: ${named.join(", ")}`,
      remedy: "Name a database of its own in DATABASE_URL, or leave --fresh out",
    },
  ]);
}

async function asAdmin(url: string, work: (admin: Db) => Promise<void>): Promise<void> {
  const admin = createDatabase({ connectionString: url, max: 1, applicationName: "fieldwork" });
  try {
    await work(admin);
  } finally {
    await admin.stop();
  }
}
