import { topics } from "@fieldwork/contracts";
import type { EventLog } from "@fieldwork/event-log";
import type { Lanes } from "@fieldwork/lanes";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import {
  countDispatched,
  type Database,
  listOverdueWakeUps,
  listUnannounced,
  markAnnounced,
  returnLapsed,
} from "@fieldwork/store";

export interface SweeperDeps {
  database: Database;
  lanes: Lanes;
  eventLog: EventLog;
  /** A wake-up not claimed for this long is sent again. */
  wakeUpOverdueMs: number;
  everyMs: number;
  logger: Logger;
}

const batch = 500;
const announceAfterMs = 5000;

/** Finds what a killed process left: lapsed claims, lost wake-ups, answers never announced. */
export function createSweeper(deps: SweeperDeps): Ticker {
  const { database, lanes, eventLog, wakeUpOverdueMs, everyMs, logger } = deps;
  return createTicker({
    name: "sweeper",
    logger,
    async tick() {
      const lapsed = await returnLapsed(database);
      if (lapsed.asking + lapsed.writing > 0)
        logger.warn(lapsed, "claims lapsed and were returned");
      for (const lane of (await countDispatched(database)).keys()) {
        const overdue = await listOverdueWakeUps(database, {
          lane,
          olderThanMs: wakeUpOverdueMs,
          limit: batch,
        });
        if (overdue.length === 0) continue;
        logger.info({ lane, count: overdue.length }, "wake-ups sent again");
        await lanes.dispatch(lane, overdue);
      }
      await announceAgain();
      return everyMs;
    },
  });

  async function announceAgain(): Promise<void> {
    const silent = await listUnannounced(database, { olderThanMs: announceAfterMs, limit: batch });
    if (silent.length === 0) return;
    const completedAt = new Date().toISOString();
    await eventLog.publish(
      topics.enrichmentCompleted,
      silent.map(({ traceparent, ...event }) => ({
        event: { ...event, completedAt },
        ...(traceparent !== null && { traceparent }),
      })),
    );
    await markAnnounced(
      database,
      silent.map(({ workId }) => workId),
    );
  }
}
