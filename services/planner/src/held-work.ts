import { type Database, type HoldMirror, putOffHeld, takeUpHeld } from "@fieldwork/store";

/** Keeps work that a person holds out of the way of other work. */
export interface HeldWork {
  /** One step; returns whether there may be more to do at once. */
  step(enrichments: readonly string[]): Promise<boolean>;
}

/**
 * After each order, and at the start, postponed work that is no longer held becomes due again. While
 * anything is held, held work that reaches the front of the queue is postponed.
 */
export function createHeldWork({
  database,
  holds,
}: {
  database: Database;
  holds: Pick<HoldMirror, "list" | "lastOrder">;
}): HeldWork {
  let followedOrder: number | undefined;
  return {
    async step(enrichments) {
      const order = holds.lastOrder();
      const hasMoreToTakeUp = order !== followedOrder && (await takeUpHeld(database, enrichments));
      if (!hasMoreToTakeUp) followedOrder = order;
      const hasMoreToPutOff = holds.list().length > 0 && (await putOffHeld(database, enrichments));
      return hasMoreToTakeUp || hasMoreToPutOff;
    },
  };
}
