import { topics } from "@fieldwork/contracts";
import { type Definitions, lanesOf } from "@fieldwork/enrichments";
import type { EventLog } from "@fieldwork/event-log";
import type { Lanes } from "@fieldwork/lanes";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import {
  completedEvents,
  type Database,
  type Dispatched,
  endUndefined,
  findDispatched,
  listOverdueWakeUps,
  listUnannounced,
  markAnnounced,
  type OverdueWakeUps,
  returnLapsed,
  takeBackOverdue,
} from "@fieldwork/store";

export interface SweeperDeps {
  database: Database;
  lanes: Lanes;
  eventLog: EventLog;
  definitions: Pick<Definitions, "current">;
  /** A wake-up that is not claimed for this long is sent again. */
  wakeUpOverdueMs: number;
  everyMs: number;
  logger: Logger;
}

const batch = 500;
const announceAfterMs = 5000;
// After this many times as long, wake-ups count as lost even if the queue still has others: those may
// be stale.
const lostForSureAfter = 10;

/**
 * Recovers what a killed process left: expired claims, lost wake-ups, answers that were never
 * announced. What waits in a lane that no route leads to any longer goes back to `ready`: nobody may be
 * working on it. What waits for an enrichment that is retired ends.
 */
export function createSweeper(deps: SweeperDeps): Ticker {
  const { database, lanes, eventLog, definitions, wakeUpOverdueMs, everyMs, logger } = deps;
  return createTicker({
    name: "sweeper",
    logger,
    async tick() {
      const lapsed = await returnLapsed(database);
      if (lapsed.asking + lapsed.writing > 0)
        logger.warn(lapsed, "returned claims whose leases had expired");
      const routed = new Set(lanesOf(definitions.current()));
      for (const [lane, dispatched] of await findDispatched(database)) {
        if (!routed.has(lane)) await takeBack(lane);
        else if (await isLosing(lane, dispatched)) await sendAgain(lane);
      }
      const ended = await endUndefined(database, batch);
      if (ended > 0)
        logger.info({ count: ended }, "ended what waited for enrichments that are retired");
      await announceAgain();
      return everyMs;
    },
  });

  /** A lane that is merely slow still has its wake-ups: sending them again would double its queue. */
  async function isLosing(lane: string, { count, oldestMs }: Dispatched): Promise<boolean> {
    if (oldestMs < wakeUpOverdueMs) return false;
    if (oldestMs > lostForSureAfter * wakeUpOverdueMs) return true;
    const { waiting, active } = await lanes.counts(lane);
    return waiting + active < count;
  }

  async function sendAgain(lane: string): Promise<void> {
    const overdue = await listOverdueWakeUps(database, overdueIn(lane));
    if (overdue.length === 0) return;
    logger.info({ lane, count: overdue.length }, "wake-ups sent again");
    await lanes.dispatch(lane, overdue);
  }

  async function takeBack(lane: string): Promise<void> {
    const count = await takeBackOverdue(database, overdueIn(lane));
    if (count > 0) logger.info({ lane, count }, "wake-ups of a lane without a route taken back");
  }

  function overdueIn(lane: string): OverdueWakeUps {
    return { lane, olderThanMs: wakeUpOverdueMs, limit: batch };
  }

  async function announceAgain(): Promise<void> {
    const silent = await listUnannounced(database, { olderThanMs: announceAfterMs, limit: batch });
    if (silent.length === 0) return;
    const completedAt = new Date().toISOString();
    await eventLog.publish(
      topics.enrichmentCompleted,
      completedEvents(silent, completedAt).map((event) => ({ event })),
    );
    await markAnnounced(
      database,
      silent.map(({ workId }) => workId),
    );
  }
}
