import type { Logger } from "@fieldwork/runtime";
import { createPostgresBackend, type PgPool, Queue, runMigrations, Worker } from "bullmq";
import pg from "pg";
import { BullmqLanes } from "./bullmq-lanes.ts";
import type { LaneSettings, Lanes } from "./lanes.ts";

export interface PostgresLanesOptions extends LaneSettings {
  connectionString: string;
  /** The lanes that this process works on: each holds one session to listen on. */
  workers: number;
  logger: Logger;
}

/** The schema of BullMQ's tables. */
export const lanesSchema = "bullmq";
const sessionsBesideWorkers = 4;

/**
 * Creates or updates BullMQ's tables, as the role that owns them. The lanes' own sequences are created
 * as well: BullMQ would do that on first use, for which another role lacks the right.
 */
export async function migratePostgresLanes(
  connectionString: string,
  lanes: readonly string[] = [],
): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: "fieldwork prepare" });
  await client.connect();
  try {
    await runMigrations(client, lanesSchema);
    for (const lane of lanes) await client.query(`select ${lanesSchema}.next_job_id($1)`, [lane]);
  } finally {
    await client.end();
  }
}

/**
 * Lanes on PostgreSQL, in the tables of `migratePostgresLanes`. All of BullMQ's objects share one pool,
 * separate from ours: each worker keeps a session of it, and in a pool without room for the rest they
 * would wait for ever without a message.
 */
export function createPostgresLanes({
  connectionString,
  workers,
  logger,
  ...settings
}: PostgresLanesOptions): Lanes {
  const pool = new pg.Pool({
    connectionString,
    max: workers + sessionsBesideWorkers,
    connectionTimeoutMillis: 5000,
    application_name: "fieldwork lanes",
    keepAlive: true,
    // Wake-ups may be lost: losing one costs time only, and waiting for the disk costs time always.
    options: `-c search_path=${lanesSchema} -c synchronous_commit=off`,
  });
  // Each of BullMQ's objects listens to the pool.
  pool.setMaxListeners(0);
  pool.on("error", () => undefined);
  // A session may also be ended while it is in use: then what it was used for fails, which is enough.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const connection: PgPool = pool as unknown as PgPool;
  let ended = false;
  return new BullmqLanes({
    ...settings,
    logger,
    backend: {
      async start() {
        await pool.query("select 1");
      },
      async stop() {
        if (ended) return;
        ended = true;
        await pool.end();
      },
      ping: () => pool.query("select 1"),
      createQueue: (name) => new Queue(name, { connection }, createPostgresBackend),
      createWorker: (name, run, options) =>
        new Worker(name, run, { ...options, connection }, createPostgresBackend),
    },
  });
}
