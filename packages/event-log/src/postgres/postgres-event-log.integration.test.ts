import { createDatabase, migrate } from "@fieldwork/store";
import { createTestDatabase } from "@fieldwork/store/testing";
import { describeEventLog } from "../testing/index.ts";
import { eventLogMigrations } from "./log-migrations.ts";
import { openEventLog } from "./open-event-log.ts";

describeEventLog("PostgreSQL", async () => {
  const testDatabase = await createTestDatabase();
  const database = createDatabase({
    connectionString: testDatabase.url,
    max: 2,
    applicationName: "test",
  });
  await migrate(database, [eventLogMigrations]);
  return {
    database,
    open: () => openEventLog(testDatabase.url),
    process: {
      module: new URL("./open-event-log.ts", import.meta.url).pathname,
      argument: testDatabase.url,
    },
    async close() {
      await database.stop();
      await testDatabase.drop();
    },
  };
});
