import { testLogger } from "@fieldwork/runtime/testing";
import { createDatabase } from "@fieldwork/store";
import type { EventLog } from "../event-log.ts";
import { createKafkaEventLog } from "./kafka-event-log.ts";

/** A log with connections of its own, as a process of its own would open it: `brokers databaseUrl`. */
export async function openEventLog(argument: string): Promise<EventLog> {
  const [brokers = "", connectionString = ""] = argument.split(" ");
  const database = createDatabase({ connectionString, max: 2, applicationName: "event log" });
  const log = createKafkaEventLog({
    brokers: brokers.split(","),
    clientId: "test",
    database,
    logger: testLogger("event-log"),
    sessionTimeoutMs: 3000,
    rebalanceTimeoutMs: 10_000,
    stopTimeoutMs: 5000,
  });
  await log.start();
  return {
    ...log,
    async stop() {
      await log.stop();
      await database.stop();
    },
  };
}
