import { createDatabase, type Db } from "../database.ts";

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

/** Deletes everything in a database: the tables of store and log, and these schemas. */
export async function emptyDatabase(url: string, schemas: readonly string[]): Promise<void> {
  const drops = schemas.map((schema) => `drop schema if exists ${schema} cascade;`).join(" ");
  await asAdmin(url, async (admin) => {
    await admin.query(`${drops} drop schema public cascade; create schema public`);
  });
}

async function asAdmin(url: string, work: (admin: Db) => Promise<void>): Promise<void> {
  const admin = createDatabase({ connectionString: url, max: 1, applicationName: "fieldwork" });
  try {
    await work(admin);
  } finally {
    await admin.stop();
  }
}
