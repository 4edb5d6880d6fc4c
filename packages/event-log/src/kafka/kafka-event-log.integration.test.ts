import { describeEventLog } from "../testing/index.ts";
import { openTestBackend } from "./open-test-backend.ts";

describeEventLog("Kafka", async () => {
  const { argument, createTopic, database, open, close } = await openTestBackend();
  return {
    open,
    createTopic,
    database,
    process: { module: new URL("./open-event-log.ts", import.meta.url).pathname, argument },
    close,
  };
});
