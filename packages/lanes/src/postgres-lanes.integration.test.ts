import { createTestDatabase } from "@fieldwork/store/testing";
import { describeLanes } from "./testing/index.ts";
import { openLanes } from "./testing/open-postgres-lanes.ts";

const others = "datname = current_database() and pid <> pg_backend_pid()";

describeLanes("PostgreSQL", async () => {
  const { url, pool, drop } = await createTestDatabase();
  return {
    open: (workers, settings) => openLanes(url, workers, settings),
    process: {
      module: new URL("./testing/open-postgres-lanes.ts", import.meta.url).pathname,
      argument: url,
    },
    async countSessions() {
      const { rows } = await pool.query(
        `select count(*)::int as count from pg_stat_activity where ${others} and application_name <> 'test'`,
      );
      return rows[0].count;
    },
    async countStored(lane) {
      const { rows } = await pool.query(
        "select count(*)::int as count from bullmq.job where queue = $1",
        [lane],
      );
      return rows[0].count;
    },
    async interrupt() {
      await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
    },
    close: drop,
  };
});
