import { heldByText } from "@fieldwork/contracts";
import { AppError, type Logger, type Service } from "@fieldwork/runtime";
import type { Db } from "../database.ts";
import { createMirror } from "../mirror.ts";
import { coveringHold } from "./covering-hold.ts";
import type { Hold, HoldSubject } from "./hold.ts";
import { findHolds, type HoldsNow } from "./hold-statements.ts";

/** The holds as this process knows them: never older than a second, and without a query for each record. */
export interface HoldMirror extends Service {
  /**
   * The hold that covers the subject; waits for the store if what was last read is too old.
   *
   * @throws AppError `backend_unavailable`
   */
  find(subject: HoldSubject): Promise<Hold | undefined>;
  /**
   * The same without waiting, for the last moment before a call: if the holds are not known, everything
   * counts as held.
   */
  isHeld(subject: HoldSubject): boolean;
  /** As last read. */
  list(): readonly Hold[];
  /** The epoch of the last order that it knows, including orders that lifted a hold. */
  lastOrder(): number | undefined;
}

export interface HoldMirrorDeps {
  database: Db;
  logger: Logger;
  /** Never decreases. */
  nowMs?: (() => number) | undefined;
}

const lookEveryMs = 200;
const maxAgeMs = 1000;

export function createHoldMirror({ database, logger, nowMs }: HoldMirrorDeps): HoldMirror {
  let seen: HoldsNow | undefined;
  const mirror = createMirror({
    ...{ name: "hold mirror", lookEveryMs, maxAgeMs, tooSlow: unknown, logger, nowMs },
    async read() {
      seen = await findHolds(database);
    },
  });

  return {
    name: mirror.name,
    start: mirror.start,
    stop: mirror.stop,
    async find(subject) {
      await mirror.fresh();
      return coveringHold(seen?.holds ?? [], subject);
    },
    isHeld: (subject) =>
      !mirror.isFresh() || coveringHold(seen?.holds ?? [], subject) !== undefined,
    list: () => seen?.holds ?? [],
    lastOrder: () => seen?.epoch,
  };
}

/** Why something is not done: for whoever gives its work back. */
export function heldError({ scope, target, action, heldBy, why }: Hold): AppError {
  const hold = { scope, target, action, by: heldBy, why };
  return new AppError(heldByText(hold), {
    code: "held",
    retryable: true,
    details: { outcome: "not-sent" },
    reasonDetail: { hold },
  });
}

function unknown(): AppError {
  return new AppError("the store is too slow to say what is held", {
    code: "backend_unavailable",
    retryable: true,
    details: { outcome: "not-sent" },
  });
}
