import { createLogger } from "@fieldwork/runtime";
import { createDatabase, createNotifications } from "@fieldwork/store";
import type { EventLog } from "../event-log.ts";
import { createPostgresEventLog } from "./postgres-event-log.ts";

/** A log with connections of its own, as a process of its own would open it. */
export async function openEventLog(connectionString: string): Promise<EventLog> {
  const logger = createLogger({ service: "event-log", level: "silent" });
  const database = createDatabase({ connectionString, max: 6, applicationName: "event log" });
  const notifications = createNotifications({ connectionString, logger });
  const log = createPostgresEventLog({
    database,
    notifications,
    logger,
    leaseMs: 2000,
    pollMs: 250,
  });
  await notifications.start();
  await log.start();
  return {
    ...log,
    async stop() {
      await log.stop();
      await notifications.stop();
      await database.stop();
    },
  };
}
