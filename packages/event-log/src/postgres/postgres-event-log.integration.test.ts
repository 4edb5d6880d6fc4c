import { openTestStore } from "@fieldwork/store/testing";
import { describeEventLog } from "../testing/index.ts";
import { eventLogMigrations } from "./log-migrations.ts";
import { openEventLog } from "./open-event-log.ts";

describeEventLog("PostgreSQL", async () => {
  const testDatabase = await openTestStore([eventLogMigrations]);
  const { database } = testDatabase;
  return {
    database,
    open: () => openEventLog(testDatabase.url),
    process: {
      module: new URL("./open-event-log.ts", import.meta.url).pathname,
      argument: testDatabase.url,
    },
    async close() {
      await testDatabase.drop();
    },
  };
});
