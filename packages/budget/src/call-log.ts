import {
  AppError,
  createArrivals,
  createBatcher,
  delay,
  isItemsOwn,
  type Logger,
  singleOut,
} from "@fieldwork/runtime";
import { bookCalls, type CallReservation, type Db } from "@fieldwork/store";
import type { BudgetDecision, BudgetSettlement } from "./budget.ts";

export interface CallLog {
  /** Charges the budgets of a call and enters it; one that is paid already is entered alone. */
  book(call: CallReservation): Promise<BudgetDecision>;
  /** Enters a call that is paid already while it is under way. */
  enter(call: CallReservation): void;
  settle(settlement: BudgetSettlement): void;
  /** Resolves once everything so far was stored or failed. */
  flush(): Promise<void>;
}

interface CallLogOptions {
  database: Db;
  gatherMs: number;
  /** A call that is paid already is in the log. */
  onEntered: (call: CallReservation) => void;
  logger: Logger;
}

const maxItems = 500;
/** This many bookings do not wait for others. */
const gatheredEnough = 25;
// Without a booking that takes them along.
const settleWithinMs = 50;
// Nobody waits for it, but whoever looks at a record under way should see its call.
const enterWithinMs = 25;
const againMs = 1000;
/** A stopping process leaves what the store will not take by then. */
const flushWithinMs = 5000;

/** What becomes of calls, many in one transaction; a settlement waits until its call has been entered. */
export function createCallLog({ database, gatherMs, onEntered, logger }: CallLogOptions): CallLog {
  let unsettled: BudgetSettlement[] = [];
  const entering = new Map<string, Promise<void>>();
  const gather = createGathering();
  let timer: NodeJS.Timeout | undefined;

  function takeUnsettled(): BudgetSettlement[] {
    clearTimeout(timer);
    timer = undefined;
    const [entered, others] = partition(unsettled, (one) => !entering.has(keyOf(one)));
    unsettled = [...entered.slice(maxItems), ...others];
    if (unsettled.length > 0) remind();
    return entered.slice(0, maxItems);
  }

  async function bookWith(
    reservations: readonly CallReservation[],
    settlements: readonly BudgetSettlement[],
  ): Promise<BudgetDecision[]> {
    try {
      return await bookCalls(database, { reservations, settlements });
    } catch (cause) {
      const error = AppError.from(cause);
      if (settlements.length > 0 && isItemsOwn(error)) {
        await settle(settlements);
        return bookWith(reservations, []);
      }
      unsettled = [...settlements, ...unsettled];
      // Nobody may book again for a long time.
      if (unsettled.length > 0) remind();
      throw error;
    }
  }

  const book = createBatcher<CallReservation, BudgetDecision>({
    lingerMs: gatherMs,
    enough: gatheredEnough,
    oneAtATime: true,
    maxItems,
    run: (reservations) => bookWith(reservations, takeUnsettled()),
  });

  /** A settlement that the store cannot hold leaves the whole reservation charged, and does not delay others. */
  async function settle(settlements: readonly BudgetSettlement[]): Promise<void> {
    const refused = await settleApart(database, settlements);
    for (const { settlement, error } of refused) {
      if (!isItemsOwn(error)) unsettled.push(settlement);
      const { callId, attempt } = settlement;
      logger.warn({ err: error, callId, attempt }, "a call could not be settled");
    }
    if (unsettled.length > 0) remind();
  }

  function remind(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void settle(takeUnsettled());
    }, settleWithinMs);
  }

  return {
    book,
    enter(call) {
      const gathered = gather().then(() => enterCall(call, { book, onEntered, logger }));
      const entered = gathered.finally(() => entering.delete(keyOf(call)));
      entering.set(keyOf(call), entered);
    },
    settle(settlement) {
      unsettled.push(settlement);
      remind();
    },
    async flush() {
      await Promise.race([Promise.all(entering.values()), delay(flushWithinMs)]);
      await settle(takeUnsettled());
    },
  };
}

/** Goes on until the store has it, or cannot hold it. */
async function enterCall(
  call: CallReservation,
  { book, onEntered, logger }: Pick<CallLog, "book"> & Pick<CallLogOptions, "onEntered" | "logger">,
): Promise<void> {
  for (;;) {
    try {
      await book(call);
      return onEntered(call);
    } catch (err) {
      const { callId, attempt } = call;
      logger.warn({ err, callId, attempt }, "a call could not be entered into the log");
      if (isItemsOwn(AppError.from(err))) return;
      await delay(againMs);
    }
  }
}

/** Resolves at once where calls come rarely, and otherwise once for all that come within a time. */
function createGathering(): () => Promise<void> {
  const arrivals = createArrivals(enterWithinMs);
  let gathered: Promise<void> | undefined;
  return async () => {
    arrivals.note();
    if (!gathered && !arrivals.areFrequent()) return;
    gathered ??= delay(enterWithinMs).then(() => {
      gathered = undefined;
    });
    await gathered;
  };
}

/** Those that could not be stored, each with its own error. */
async function settleApart(database: Db, settlements: readonly BudgetSettlement[]) {
  const results = await singleOut(settlements, async (some) => {
    await bookCalls(database, { reservations: [], settlements: some });
    return some.map(() => undefined);
  });
  return settlements.flatMap((settlement, index) => {
    const error = results[index];
    return error instanceof AppError ? [{ settlement, error }] : [];
  });
}

function keyOf({ callId, attempt }: { callId: string; attempt: number }): string {
  return `${callId} ${attempt}`;
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
