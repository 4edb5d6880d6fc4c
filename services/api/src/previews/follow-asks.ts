import { type AppError, createTicker, type Logger, type Service } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import {
  findOrderedAsks,
  type OrderedAsk,
  stopOrderedAsks,
  sweepOrderedAsks,
  watchOrderedAsks,
} from "@fieldwork/store/ordered-asks";
import { watchedForMs } from "./ask-preview.ts";

/** Follows asks for whoever waits for them, with one look for all of them together. */
export interface AskFollower extends Service {
  /** Tells each new state until the ask has ended, or the returned function says that nobody waits. */
  follow(id: string, tell: (ask: OrderedAsk | undefined) => void): () => void;
}

const lookEveryMs = 80;
const restMs = 5000;
const watchEveryMs = 2000;
// A person waits for each: what nobody takes by then, no enricher is there for.
const takenWithinMs = 15_000;

export function createAskFollower({
  database,
  logger,
}: {
  database: Db;
  logger: Logger;
}): AskFollower {
  const followed = new Map<string, { revision: number; tell: (ask?: OrderedAsk) => void }>();
  let watchedAt = Number.NEGATIVE_INFINITY;

  async function watch(): Promise<void> {
    if (performance.now() - watchedAt < watchEveryMs) return;
    watchedAt = performance.now();
    await watchOrderedAsks(database, [...followed.keys()], watchedForMs);
    // Where no enricher runs, nobody else does it.
    await sweepOrderedAsks(database, takenWithinMs);
  }

  async function look(): Promise<void> {
    const ids = [...followed.keys()];
    const asks = new Map((await findOrderedAsks(database, ids)).map((one) => [one.id, one]));
    for (const id of ids) {
      const ask = asks.get(id);
      const follower = followed.get(id);
      if (!follower || (ask && ask.revision === follower.revision && !hasEnded(ask))) continue;
      if (ask) follower.revision = ask.revision;
      // Gone with its record's person, or ended: nothing more comes.
      if (!ask || hasEnded(ask)) followed.delete(id);
      follower.tell(ask);
    }
  }

  const ticker = createTicker({
    name: "followed asks",
    logger,
    async tick() {
      if (followed.size === 0) return restMs;
      await watch();
      await look();
      return lookEveryMs;
    },
  });
  return {
    ...{ name: ticker.name, start: ticker.start, stop: ticker.stop },
    follow(id, tell) {
      followed.set(id, { revision: -1, tell });
      ticker.wake();
      return () => {
        if (!followed.delete(id)) return;
        stopOrderedAsks(database, [id]).catch((err: AppError) =>
          logger.warn({ err, ask: id }, "an ask that nobody waits for could not be stopped"),
        );
      };
    },
  };
}

export function hasEnded({ state }: OrderedAsk): boolean {
  return state !== "waiting" && state !== "asking";
}
