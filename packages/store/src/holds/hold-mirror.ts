import { heldByText } from "@fieldwork/contracts";
import { AppError, createTicker, type Logger, type Service } from "@fieldwork/runtime";
import type { Db } from "../database.ts";
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

export function createHoldMirror({
  database,
  logger,
  nowMs = () => performance.now(),
}: HoldMirrorDeps): HoldMirror {
  let seen: (HoldsNow & { readAtMs: number }) | undefined;
  let reading: Promise<void> | undefined;

  /** Changes since it began may be missing. */
  async function read(): Promise<void> {
    const readAtMs = nowMs();
    seen = { ...(await findHolds(database)), readAtMs };
  }

  function readOnce(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  function current(): readonly Hold[] | undefined {
    return seen && nowMs() - seen.readAtMs <= maxAgeMs ? seen.holds : undefined;
  }

  const ticker = createTicker({
    name: "hold mirror",
    logger,
    longestBackoffMs: lookEveryMs,
    async tick() {
      await readOnce();
      return lookEveryMs;
    },
  });

  return {
    name: ticker.name,
    start: ticker.start,
    stop: ticker.stop,
    async find(subject) {
      // The read under way may have begun too long ago.
      if (!current()) await readOnce();
      if (!current()) await readOnce();
      const holds = current();
      if (!holds) throw unknown();
      return coveringHold(holds, subject);
    },
    isHeld(subject) {
      const holds = current();
      return !holds || coveringHold(holds, subject) !== undefined;
    },
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
