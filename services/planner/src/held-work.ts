import { type Database, type HoldMirror, putOffHeld, takeUpHeld } from "@fieldwork/store";

/** What a person holds, kept out of the way of what nobody holds. */
export interface HeldWork {
  /** One step; returns whether there may be more to do at once. */
  step(enrichments: readonly string[]): Promise<boolean>;
}

/**
 * After each order, and at the start, what was put off and is not held any more goes on; while anything is
 * held, what comes to the front of the queue and is held is put off.
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
