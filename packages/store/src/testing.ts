import { randomBytes } from "node:crypto";
import pg from "pg";
import { createDatabase, createPool, type Database } from "./database.ts";
import { type MigrationSet, migrate } from "./migrate.ts";
import { storeMigrations } from "./migrations.ts";
import { servicesUrlFrom } from "./services-role.ts";

export { fillStore } from "./fill-store.ts";
export { explaining, type PlanNode, unboundedSteps } from "./reading/explained-plans.ts";
export {
  type OfferedReading,
  offeredDeadEvents,
  offeredReadings,
} from "./reading/offered-readings.ts";

export { keepTablesStill, vacuumWhole } from "./still-tables.ts";

export interface TestDatabase {
  /** As the server's superuser, who owns what stands in it. */
  url: string;
  /** As the role that services connect as, once somebody has prepared it. */
  servicesUrl: string;
  pool: pg.Pool;
  /** Ends the pool and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A fresh database on the PostgreSQL that the test run started. */
export async function createTestDatabase(): Promise<TestDatabase> {
  // biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
  const server = process.env.FIELDWORK_TEST_POSTGRES;
  if (!server)
    throw new Error(
      "no test PostgreSQL: run the tests by `npm test` or with test/vitest.config.ts",
    );
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(server, `create database ${name}`);
  const target = new URL(server);
  target.pathname = `/${name}`;
  const pool = createPool({ connectionString: target.href, max: 10, applicationName: "test" });
  return {
    url: target.href,
    servicesUrl: servicesUrlFrom(target.href),
    pool,
    async drop() {
      await pool.end();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

export interface TestStore extends TestDatabase {
  database: Database;
}

/** A fresh database with the tables of the store, or of other migrations. Dropped, it is stopped as well. */
export async function openTestStore(
  sets: readonly MigrationSet[] = [storeMigrations],
): Promise<TestStore> {
  const testDatabase = await createTestDatabase();
  const { url: connectionString } = testDatabase;
  const database = createDatabase({ connectionString, max: 8, applicationName: "test" });
  await migrate(database, sets);
  return {
    ...testDatabase,
    database,
    async drop() {
      await database.stop();
      await testDatabase.drop();
    },
  };
}

async function onServer(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
