import type {
  Budget,
  BudgetDecision,
  BudgetReservation,
  BudgetSettlement,
} from "@fieldwork/models";
import { createGather } from "@fieldwork/runtime";
import { bookCalls, type Database } from "@fieldwork/store";
import { gatheredEnough } from "./config.ts";

const maxItems = 500;

type Booking =
  | { kind: "reserve"; reservation: BudgetReservation }
  | { kind: "settle"; settlement: BudgetSettlement };

/**
 * Budgets in PostgreSQL, brought up to date for many calls in one transaction. A budget's row is locked
 * while it is changed, so this process has one such transaction under way, and gathers meanwhile.
 */
export function createPostgresBudget({
  database,
  gatherMs,
}: {
  database: Database;
  gatherMs: number;
}): Budget {
  const book = createGather<Booking, BudgetDecision>({
    lingerMs: gatherMs,
    enough: gatheredEnough,
    oneAtATime: true,
    maxItems,
    async run(bookings) {
      const reservations = bookings.flatMap((one) =>
        one.kind === "reserve" ? one.reservation : [],
      );
      const settlements = bookings.flatMap((one) => (one.kind === "settle" ? one.settlement : []));
      const decisions = (await bookCalls(database, { reservations, settlements })).values();
      return bookings.map(({ kind }): BudgetDecision => {
        const decision = kind === "reserve" ? decisions.next().value : undefined;
        return decision ?? { kind: "reserved" };
      });
    },
  });
  return {
    reserve: (reservation) => book({ kind: "reserve", reservation }),
    async settle(settlement) {
      await book({ kind: "settle", settlement });
    },
  };
}
