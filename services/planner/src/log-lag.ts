import { logReaders } from "@fieldwork/contracts";
import type { EventLog } from "@fieldwork/event-log";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { keepLogLag } from "@fieldwork/store/terms";

const everyMs = 10_000;

/** Tells people, who do not reach the log themselves, how far its readers are behind. Several may do so at once. */
export function createLogLag({
  database,
  eventLog,
  logger,
}: {
  database: Database;
  eventLog: Pick<EventLog, "lag">;
  logger: Logger;
}): Ticker {
  return createTicker({
    name: "log lag",
    logger,
    async tick() {
      const lags = await Promise.all(
        logReaders.map(async ({ topic, group }) => ({
          ...{ topic: topic.name, readBy: group },
          behind: await eventLog.lag(topic, group),
        })),
      );
      await keepLogLag(database, lags);
      return everyMs;
    },
  });
}
