import type { Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import type { Budget } from "./budget.ts";
import { createBudgetList } from "./budget-list.ts";
import { isRecordScope } from "./budget-spec.ts";
import { createCallLog } from "./call-log.ts";
import { createSlices } from "./slices.ts";

/**
 * Budgets in PostgreSQL. While all budgets of a call have ample room, it is paid from what they have lent to this
 * process: it waits for nothing, and is entered into the call log while it is under way. Otherwise it is charged to
 * its budgets first. A budget's row is locked while it is changed, so this process has one such transaction under
 * way and gathers bookings meanwhile. Settlements are sent with the next of them; until they are stored, a call is
 * charged too much.
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
  const slices = createSlices({ database, logger });
  const calls = createCallLog({
    ...{ database, gatherMs, logger },
    onEntered: ({ slicesOf }) => void (slicesOf !== undefined && slices.renewed(slicesOf)),
  });

  return {
    async reserve(reservation) {
      if (reservation.amountNanoUsd === 0n) {
        // It is part of no budget, and is entered all the same: what left, and to whom.
        calls.enter({ ...reservation, scopes: [] });
        return { kind: "reserved" };
      }
      const call = await budgets.scope(reservation);
      // A record is asked too rarely for its budget to lend ahead.
      const mayDraw = !call.scopes.some(isRecordScope);
      const slicesOf = mayDraw ? slices.draw(call.scopes, call.amountNanoUsd) : undefined;
      if (slicesOf === undefined) return calls.book(call);
      calls.enter({ ...call, slicesOf });
      return { kind: "reserved" };
    },
    async settle(settlement) {
      calls.settle(settlement);
    },
    async flush() {
      await calls.flush();
      await slices.giveBack();
    },
  };
}
