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

const busyRestMs = 20;
const idleRestMs = 500;

/**
 * Tops each open lane up to its window. Safe with many: rows are taken by `skip locked`, so two
 * dispatchers can only pass the window by what each takes in one round.
 */
export function createDispatcher(deps: DispatcherDeps): Ticker {
  const { database, lanes, enrichments, window, logger } = deps;
  const known = lanesOf(enrichments);
  let closedBefore = new Map<string, number>();

  /** The truth about closed lanes stands in PostgreSQL; the queue follows it. */
  async function followLaneStates(): Promise<ReadonlySet<string>> {
    const closed = new Map(
      (await listClosedLanes(database)).map(({ name, closedUntil }) => [
        name,
        closedUntil.getTime(),
      ]),
    );
    for (const lane of known) {
      const until = closed.get(lane);
      if (until === closedBefore.get(lane)) continue;
      await lanes.closeUntil(lane, until === undefined ? null : new Date(until));
      logger.info(
        { lane, closedUntil: until },
        until === undefined ? "lane opened" : "lane closed",
      );
    }
    closedBefore = closed;
    return new Set(closed.keys());
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
