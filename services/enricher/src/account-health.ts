import {
  type AccountRefusal,
  type AccountRests,
  accountName,
  accountRest,
} from "@fieldwork/models";
import { type Logger, reasonOf } from "@fieldwork/runtime";
import { type ClosedLane, closeLane, type Database, openAnswering } from "@fieldwork/store";

/** Which keys and servers rest, as all processes together know it. */
export interface AccountHealth extends AccountRests {
  /** Everything that is closed now. */
  see(closed: readonly ClosedLane[]): void;
}

interface Closed {
  untilMs: number;
  needsCheck: boolean;
}

/** Until then every process has seen what one has closed. */
const seenWithinMs = 2000;

/**
 * The rests of keys and servers stand beside those of lanes, under names such as `openai#2`, and end in the same way:
 * by time, or by a check, which one process makes.
 */
export function createAccountHealth({
  database,
  logger,
}: {
  database: Database;
  logger: Logger;
}): AccountHealth {
  let known: ReadonlyMap<string, Closed> = new Map();
  /** What this process has closed itself, and perhaps not seen yet. */
  const own = new Map<string, number>();

  async function close({ account, error, model, task }: AccountRefusal): Promise<void> {
    const name = accountName(account);
    const rest = accountRest(error);
    // No work is dispatched to a single key, so none comes back.
    const closing = { ...rest, name, lane: name, model, enrichment: task };
    await closeLane(database, { ...closing, reason: reasonOf(error) });
  }

  function quietly(name: string, stored: Promise<unknown>): void {
    stored.catch((err: unknown) => {
      logger.warn({ err, account: name }, "the rest of a key could not be stored");
    });
  }

  return {
    see(closed) {
      known = new Map(
        closed.map(({ name, closedUntil, needsCheck }) => {
          return [name, { untilMs: closedUntil.getTime(), needsCheck }];
        }),
      );
    },
    restMs(account) {
      const name = accountName(account);
      const nowMs = Date.now();
      const { untilMs = 0, needsCheck = false } = known.get(name) ?? {};
      return Math.max(needsCheck ? 1 : 0, untilMs - nowMs, (own.get(name) ?? 0) - nowMs);
    },
    rest(refusal) {
      const name = accountName(refusal.account);
      // Of the many calls that it refuses at once, the first one closes it.
      if ((own.get(name) ?? 0) > Date.now()) return;
      own.set(name, Date.now() + seenWithinMs);
      quietly(name, close(refusal));
    },
    answered(account) {
      const name = accountName(account);
      own.delete(name);
      known = new Map([...known].filter(([other]) => other !== name));
      quietly(name, openAnswering(database, name));
    },
  };
}
