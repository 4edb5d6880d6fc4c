import { topics } from "@fieldwork/contracts";
import type { EventLog } from "@fieldwork/event-log";
import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import { type Announcement, type Database, markAnnounced } from "@fieldwork/store";

export interface Announcer extends Service {
  /** Announces it in a moment, together with others. */
  announce(answered: Announcement): void;
}

// A writer lets answers gather for longer than this before it takes them.
const lingerMs = 50;
const maxBatch = 500;
// What is beyond has to wait for the sweeper, as all that is lost here.
const maxWaiting = 10_000;

/**
 * Tells the log of answers that are kept. Nobody waits for it: a log that is away holds no asking up,
 * the sweeper announces again what was not told, and the writer polls too.
 */
export function createAnnouncer({
  database,
  eventLog,
  logger,
}: {
  database: Database;
  eventLog: EventLog;
  logger: Logger;
}): Announcer {
  const waiting: Announcement[] = [];

  async function tell(): Promise<void> {
    const answered = waiting.splice(0, maxBatch);
    if (answered.length === 0) return;
    const completedAt = new Date().toISOString();
    await eventLog.publish(
      topics.enrichmentCompleted,
      answered.map(({ traceparent, ...event }) => ({
        event: { ...event, completedAt },
        ...(traceparent !== null && { traceparent }),
      })),
    );
    await markAnnounced(
      database,
      answered.map(({ workId }) => workId),
    );
  }

  const ticker = createTicker({
    name: "announcer",
    logger,
    async tick() {
      await tell();
      return waiting.length < maxBatch ? lingerMs : 0;
    },
  });

  return {
    name: "announcer",
    start: ticker.start,
    async stop() {
      await ticker.stop();
      await tell().catch((err: unknown) => logger.debug({ err }, "the sweeper will announce"));
    },
    announce(answered) {
      if (waiting.length < maxWaiting) waiting.push(answered);
    },
  };
}
