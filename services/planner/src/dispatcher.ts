import { reasonText, type WakeUp } from "@fieldwork/contracts";
import type { Definitions } from "@fieldwork/enrichments";
import type { Lanes } from "@fieldwork/lanes";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import {
  type ClosedLane,
  type Database,
  type Dispatched,
  findDispatched,
  type HoldMirror,
  listClosedLanes,
  type TakenWakeUp,
  takeReady,
} from "@fieldwork/store";
import { createAskedOrder } from "./asked-order.ts";
import { createHeldWork } from "./held-work.ts";
import { type LaneRoom, planDispatch } from "./plan-dispatch.ts";
import { owedNext, planPlaces } from "./plan-places.ts";
import { firstWindow, planWindow, type Window } from "./plan-window.ts";

export interface DispatcherDeps {
  database: Database;
  lanes: Lanes;
  holds: Pick<HoldMirror, "list" | "lastOrder">;
  definitions: Pick<Definitions, "current">;
  /** The most wake-ups that wait in one lane; a slow lane gets fewer. */
  window: number;
  /** The share of a lane for live work while backfills wait too, in percent. */
  livePercent: number;
  logger: Logger;
}

// A window holds more than a lane takes in this time; each round costs the same, however little it
// takes.
const busyRestMs = 50;
const idleRestMs = 500;
const nothing: Dispatched = { count: 0, oldestMs: 0 };

/**
 * Tops up each open lane to its window. Any number may run: rows are taken with `skip locked`, so two
 * dispatchers can exceed the window only by what each takes in one round. A closed lane gets nothing;
 * what it was given before went back to `ready` when it closed, so nobody can claim it. What a person
 * holds is not taken.
 */
export function createDispatcher(deps: DispatcherDeps): Ticker {
  const { database, lanes, holds, definitions, window: most, livePercent, logger } = deps;
  const inAskedOrder = createAskedOrder(database);
  const heldWork = createHeldWork({ database, holds });
  const windows = new Map<string, Window>();
  const owed = new Map<string, number>();
  let closedBefore: ReadonlyMap<string, ClosedLane> = new Map();

  function logChanges(closed: ReadonlyMap<string, ClosedLane>): void {
    for (const { name: lane, closedUntil, needsCheck, reason } of closed.values()) {
      if (closedBefore.get(lane)?.closedUntil.getTime() === closedUntil.getTime()) continue;
      logger.info({ lane, closedUntil, needsCheck, reason: reasonText(reason) }, "lane closed");
    }
    for (const lane of closedBefore.keys())
      if (!closed.has(lane)) logger.info({ lane }, "lane opened");
    closedBefore = closed;
  }

  function windowOf(lane: string, dispatched: ReadonlyMap<string, Dispatched>): number {
    const window = planWindow(
      windows.get(lane) ?? firstWindow(most),
      dispatched.get(lane) ?? nothing,
      { most, nowMs: performance.now() },
    );
    windows.set(lane, window);
    return window.size;
  }

  /** Takes as many rows as the lane has room for, each class up to its share. */
  async function take({ lane, enrichments: names, room }: LaneRoom): Promise<TakenWakeUp[]> {
    const rules = { livePercent, owed: owed.get(lane) ?? 0 };
    const places = planPlaces(room, rules);
    const wakeUps = await takeReady(database, { lane, enrichments: names, limit: room, places });
    const backfill = wakeUps.filter((one) => one.class === "backfill").length;
    const taken = { live: wakeUps.length - backfill, backfill };
    owed.set(lane, owedNext({ room, places, taken }, rules));
    return wakeUps;
  }

  return createTicker({
    name: "dispatcher",
    logger,
    async tick() {
      const listed = await listClosedLanes(database);
      const closed = new Map(listed.map((lane) => [lane.name, lane]));
      logChanges(closed);
      const enrichments = await inAskedOrder(definitions.current());
      const hasMoreHeld = await heldWork.step(enrichments.map(({ name }) => name));
      const dispatched = await findDispatched(database);
      const rooms = planDispatch({
        ...{ dispatched, closed: new Set(closed.keys()), holds: holds.list() },
        enrichments,
        windowOf: (lane) => windowOf(lane, dispatched),
      });
      let taken = 0;
      for (const room of rooms) {
        const wakeUps = await take(room);
        // If a wake-up is lost between these two statements, the sweeper sends it again.
        if (wakeUps.length > 0) await lanes.dispatch(room.lane, wakeUps.map(toWakeUp));
        taken += wakeUps.length;
      }
      return taken > 0 || hasMoreHeld ? busyRestMs : idleRestMs;
    },
  });
}

function toWakeUp({ class: _class, ...wakeUp }: TakenWakeUp): WakeUp {
  return wakeUp;
}
