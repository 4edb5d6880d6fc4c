import { dropDeadEvents } from "@fieldwork/event-log";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import {
  type Database,
  type Db,
  listWaitingMembers,
  lockReplay,
  markSent,
  orderReads,
  type Replay,
  setReplayState,
  settleEventMembers,
  settleWorkMembers,
  signalWorkReady,
  takeDueReplay,
  wantDeadAgain,
} from "@fieldwork/store";
import { planReplay, stepMs } from "./plan-replay.ts";

export interface ReplayDriverDeps {
  database: Database;
  logger: Logger;
}

/** Carries replays on. Any number may run: each step locks the replay that it is about. */
export function createReplayDriver({ database, logger }: ReplayDriverDeps): Ticker {
  return createTicker({
    name: "replays",
    logger,
    async tick() {
      return (await stepReplay(database)) ? 0 : stepMs;
    },
  });
}

/** One step of the replay that is due first. False if none is. */
export async function stepReplay(database: Database): Promise<boolean> {
  const sent = await database.transaction(async (tx) => {
    const due = await takeDueReplay(tx, stepMs);
    if (due === undefined) return undefined;
    await settle(tx, due);
    const replay = (await lockReplay(tx, due.id)) ?? due;
    const { state, send: count } = planReplay(replay, Math.random);
    if (state !== null) await setReplayState(tx, replay.id, state);
    return count > 0 ? send(tx, replay, count) : 0;
  });
  if (sent !== undefined && sent > 0) await signalWorkReady(database);
  return sent !== undefined;
}

async function settle(tx: Db, { id, kind }: Replay): Promise<void> {
  if (kind === "work") return settleWorkMembers(tx, id);
  const succeeded = await settleEventMembers(tx, id);
  if (succeeded.length > 0) await dropDeadEvents(tx, succeeded, new Date());
}

async function send(tx: Db, { id, kind }: Replay, count: number): Promise<number> {
  const waiting = await listWaitingMembers(tx, id, count);
  const itemIds = waiting.map(({ itemId }) => itemId);
  if (kind === "event") {
    await orderReads(
      tx,
      waiting.flatMap(({ ref }) => ref ?? []),
    );
    await markSent(tx, id, { sent: itemIds, overtaken: [] });
    return itemIds.length;
  }
  const sent = await wantDeadAgain(tx, itemIds, id);
  const overtaken = itemIds.filter((itemId) => !sent.includes(itemId));
  await markSent(tx, id, { sent, overtaken });
  return sent.length;
}
