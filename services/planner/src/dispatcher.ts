import { type Enrichment, lanesOf } from "@fieldwork/enrichments";
import type { Lanes } from "@fieldwork/lanes";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import { countDispatched, type Database, listClosedLanes, takeReady } from "@fieldwork/store";
import { planDispatch } from "./plan-dispatch.ts";

export interface DispatcherDeps {
  database: Database;
  lanes: Lanes;
  enrichments: readonly Enrichment[];
  /** Most wake-ups that wait in one lane. */
  window: number;
  logger: Logger;
}

// A window holds more than a lane takes meanwhile; each round costs as much, however little it takes.
const busyRestMs = 50;
const idleRestMs = 500;
const repeatEveryMs = 10_000;

/**
 * Tops each open lane up to its window. Safe with many: rows are taken by `skip locked`, so two
 * dispatchers can only pass the window by what each takes in one round.
 */
export function createDispatcher(deps: DispatcherDeps): Ticker {
  const { database, lanes, enrichments, window, logger } = deps;
  const known = lanesOf(enrichments);
  let closedBefore = new Map<string, number>();
  let repeatedAt = Number.NEGATIVE_INFINITY;

  /**
   * The truth about closed lanes stands in PostgreSQL; the queue follows it. Told from the start and
   * again now and then, because a killed process or a queue that lost its last second may leave a
   * lane as it should not be.
   */
  async function followLaneStates(): Promise<ReadonlySet<string>> {
    const closed = new Map(
      (await listClosedLanes(database)).map(({ name, closedUntil }) => [
        name,
        closedUntil.getTime(),
      ]),
    );
    const isTimeToRepeat = performance.now() - repeatedAt > repeatEveryMs;
    for (const lane of known) {
      const isNew = closed.get(lane) !== closedBefore.get(lane);
      if (isNew || isTimeToRepeat) await tell(lane, closed.get(lane), isNew);
    }
    closedBefore = closed;
    if (isTimeToRepeat) repeatedAt = performance.now();
    return new Set(closed.keys());
  }

  async function tell(lane: string, closedUntilMs: number | undefined, isNew: boolean) {
    const opensAt = closedUntilMs === undefined ? null : new Date(closedUntilMs);
    await lanes.closeUntil(lane, opensAt);
    if (isNew) logger.info({ lane, opensAt }, opensAt ? "lane closed" : "lane opened");
  }

  return createTicker({
    name: "dispatcher",
    logger,
    async tick() {
      const closedLanes = await followLaneStates();
      const dispatched = await countDispatched(database);
      let taken = 0;
      for (const share of planDispatch({ enrichments, closedLanes, dispatched, window })) {
        const wakeUps = await takeReady(database, { ...share, limit: share.room });
        // Lost between these two statements, a wake-up is sent again by the sweeper.
        if (wakeUps.length > 0) await lanes.dispatch(share.lane, wakeUps);
        taken += wakeUps.length;
      }
      return taken > 0 ? busyRestMs : idleRestMs;
    },
  });
}
