import { topics } from "@fieldwork/contracts";
import type { EventLog } from "@fieldwork/event-log";
import { type CheckedService, createTicker, type Logger } from "@fieldwork/runtime";
import { type Announcement, completedEvents, type Database, markAnnounced } from "@fieldwork/store";

export interface Announcer extends CheckedService {
  /** Announces it soon, together with others. */
  announce(answered: Announcement): void;
}

const lingerMs = 50;
// Where many come in that time, a message for each of them costs more than the wait.
const many = 5;
const lingerWhereManyMs = 150;
const maxBatch = 500;
// More than that has to wait for the sweeper, like everything that is lost here.
const maxWaiting = 10_000;
// By then most of them are written and need no mark; the sweeper looks at those that have waited
// longer.
const markEveryMs = 2000;

/**
 * Announces stored answers in the log. Nobody waits for it: an unavailable log does not delay asking,
 * the sweeper announces again what was not announced, and the writer polls too.
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
  let told: string[] = [];
  let markedAt = performance.now();

  async function tell(): Promise<number> {
    const answered = waiting.splice(0, maxBatch);
    if (answered.length === 0) return 0;
    const completedAt = new Date().toISOString();
    await eventLog.publish(
      topics.enrichmentCompleted,
      completedEvents(answered, completedAt).map((event) => ({ event })),
    );
    told.push(...answered.map(({ workId }) => workId));
    return answered.length;
  }

  async function mark(): Promise<void> {
    const marked = told;
    told = [];
    markedAt = performance.now();
    if (marked.length > 0) await markAnnounced(database, marked);
  }

  const ticker = createTicker({
    name: "announcer",
    logger,
    async tick() {
      const count = await tell();
      if (performance.now() - markedAt >= markEveryMs) await mark();
      if (waiting.length >= maxBatch) return 0;
      return count < many ? lingerMs : lingerWhereManyMs;
    },
  });

  return {
    name: "announcer",
    check: ticker.check,
    start: ticker.start,
    async stop() {
      await ticker.stop();
      await tell()
        .then(mark)
        .catch((err: unknown) => logger.debug({ err }, "could not announce; the sweeper will"));
    },
    announce(answered) {
      if (waiting.length < maxWaiting) waiting.push(answered);
    },
  };
}
