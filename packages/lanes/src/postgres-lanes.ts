import type { Logger } from "@fieldwork/runtime";
import { createPostgresBackend, type PgPool, Queue, runMigrations, Worker } from "bullmq";
import pg from "pg";
import { BullmqLanes } from "./bullmq-lanes.ts";
import type { LaneSettings, Lanes } from "./lanes.ts";

export interface PostgresLanesOptions extends LaneSettings {
  connectionString: string;
  /** Lanes that this process works: each holds one session to listen on. */
  workers: number;
  logger: Logger;
}

const schema = "bullmq";
const sessionsBesideWorkers = 4;

/**
 * Lanes on PostgreSQL. All of BullMQ's objects share one pool, apart from ours: each worker pins a
 * session of it, and on a pool without room for the rest they would wait for ever and say nothing.
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
    options: `-c search_path=${schema} -c synchronous_commit=off`,
  });
  // Each of BullMQ's objects listens to the pool.
  pool.setMaxListeners(0);
  pool.on("error", () => undefined);
  // A session may also be ended while somebody uses it: what it was used for fails, and that is enough.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const connection: PgPool = pool as unknown as PgPool;
  let ended = false;
  return new BullmqLanes({
    ...settings,
    logger,
    backend: {
      async start() {
        const client = await pool.connect();
        try {
          await runMigrations(client, schema);
        } finally {
          client.release();
        }
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
