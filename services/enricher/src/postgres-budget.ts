import type {
  Budget,
  BudgetDecision,
  BudgetReservation,
  BudgetSettlement,
} from "@fieldwork/models";
import { createGather } from "@fieldwork/runtime";
import { type Database, reserveCalls, settleCalls } from "@fieldwork/store";

const maxItems = 200;

/** Budgets in PostgreSQL, reserved and settled for many calls in one transaction. */
export function createPostgresBudget({
  database,
  gatherMs,
}: {
  database: Database;
  gatherMs: number;
}): Budget {
  return {
    reserve: createGather<BudgetReservation, BudgetDecision>({
      lingerMs: gatherMs,
      maxItems,
      run: (reservations) => reserveCalls(database, reservations),
    }),
    settle: createGather<BudgetSettlement, void>({
      lingerMs: gatherMs,
      maxItems,
      run: async (settlements) => {
        await settleCalls(database, settlements);
        return settlements.map(() => undefined);
      },
    }),
  };
}
