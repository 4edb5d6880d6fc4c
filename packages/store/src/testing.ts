import { randomBytes } from "node:crypto";
import pg from "pg";
import { createPool } from "./database.ts";
import { servicesUrlFrom } from "./services-role.ts";

export { fillStore } from "./fill-store.ts";
export { explaining, type PlanNode, unboundedSteps } from "./reading/explained-plans.ts";
export { type OfferedReading, offeredReadings } from "./reading/offered-readings.ts";

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

async function onServer(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
