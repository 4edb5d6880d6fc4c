import { AppError, createBatcher, isItemsOwn, type Logger, singleOut } from "@fieldwork/runtime";
import { bookCalls, type Database } from "@fieldwork/store";
import type { Budget, BudgetDecision, BudgetReservation, BudgetSettlement } from "./budget.ts";
import { createBudgetList } from "./budget-list.ts";

const maxItems = 500;
/** This many bookings do not wait for others. */
const gatheredEnough = 25;
// Without a reservation that takes them along.
const settleWithinMs = 50;

/**
 * Budgets in PostgreSQL, updated for many calls in one transaction. A budget's row is locked while it
 * is changed, so this process has one such transaction under way and gathers bookings meanwhile.
 * Settlements are sent with the next reservations; until they are stored, a call is charged too much.
 */
export function createPostgresBudget({
  database,
  gatherMs,
  logger,
}: {
  database: Database;
  /** How long a single booking waits, at most, for others to share its round trip. */
  gatherMs: number;
  logger: Logger;
}): Budget {
  const budgets = createBudgetList({ database, logger });
  let unsettled: BudgetSettlement[] = [];
  let timer: NodeJS.Timeout | undefined;

  function takeUnsettled(): BudgetSettlement[] {
    clearTimeout(timer);
    timer = undefined;
    return unsettled.splice(0, maxItems);
  }

  /**
   * A settlement that the store cannot hold leaves the whole reservation charged, and does not delay
   * others.
   */
  async function settleApart(settlements: readonly BudgetSettlement[]): Promise<void> {
    const results = await singleOut(settlements, async (some) => {
      await bookCalls(database, { reservations: [], settlements: some });
      return some.map(() => undefined);
    });
    for (const [index, result] of results.entries()) {
      if (!(result instanceof AppError)) continue;
      const settlement = settlements[index];
      if (settlement && !isItemsOwn(result)) unsettled.push(settlement);
      const { callId, attempt } = settlement ?? {};
      logger.warn({ err: result, callId, attempt }, "a call could not be settled");
    }
  }

  async function bookWith(
    reservations: readonly BudgetReservation[],
    settlements: readonly BudgetSettlement[],
  ): Promise<BudgetDecision[]> {
    try {
      const scoped = await budgets.scope(reservations);
      return await bookCalls(database, { reservations: scoped, settlements });
    } catch (cause) {
      const error = AppError.from(cause);
      if (settlements.length > 0 && isItemsOwn(error)) {
        await settleApart(settlements);
        return bookWith(reservations, []);
      }
      unsettled = [...settlements, ...unsettled];
      throw error;
    }
  }

  const reserve = createBatcher<BudgetReservation, BudgetDecision>({
    lingerMs: gatherMs,
    enough: gatheredEnough,
    oneAtATime: true,
    maxItems,
    run: (reservations) => bookWith(reservations, takeUnsettled()),
  });

  async function flush(): Promise<void> {
    await settleApart(takeUnsettled());
    if (unsettled.length > 0) remind();
  }

  function remind(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().catch((err: unknown) =>
        logger.warn({ err }, "settlements are waiting for the store"),
      );
    }, settleWithinMs);
  }

  return {
    reserve,
    async settle(settlement) {
      unsettled.push(settlement);
      remind();
    },
    flush,
  };
}
