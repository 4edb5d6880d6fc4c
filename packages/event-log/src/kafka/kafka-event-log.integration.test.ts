import { testLogger } from "@fieldwork/runtime/testing";
import { createDatabase, migrate } from "@fieldwork/store";
import { createTestDatabase } from "@fieldwork/store/testing";
import { eventLogMigrations } from "../postgres/log-migrations.ts";
import { describeEventLog } from "../testing/index.ts";
import { createTopics } from "./kafka-topics.ts";
import { openEventLog } from "./open-event-log.ts";

describeEventLog("Kafka", async () => {
  // biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the broker is.
  const brokers = process.env.FIELDWORK_TEST_KAFKA ?? "";
  const testDatabase = await createTestDatabase();
  const database = createDatabase({
    connectionString: testDatabase.url,
    max: 2,
    applicationName: "test",
  });
  await migrate(database, [eventLogMigrations]);
  await database.stop();
  const argument = `${brokers} ${testDatabase.url}`;
  return {
    open: () => openEventLog(argument),
    createTopic: (topic) =>
      createTopics({
        brokers: brokers.split(","),
        clientId: "test",
        topics: [topic],
        partitions: 8,
        replicationFactor: 1,
        logger: testLogger("event-log"),
      }),
    process: {
      module: new URL("./open-event-log.ts", import.meta.url).pathname,
      argument,
    },
    close: () => testDatabase.drop(),
  };
});
