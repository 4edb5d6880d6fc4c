import { AppError } from "@fieldwork/runtime";
import { countCharged, keepBill } from "@fieldwork/store/vendor-bills";
import type { Actor, OrderDeps } from "../orders.ts";
import { type ComparedDay, compareBill } from "./compare-bill.ts";
import type { BilledLine } from "./read-bill.ts";

export interface BillOrder {
  /** As models.yaml names it. */
  provider: string;
  lines: readonly BilledLine[];
}

/**
 * Holds what a vendor bills against the log of calls, by day and model, and keeps the result in place of an earlier one
 * of the same days. Changes no budget: what is held, `budget release` releases. A day that is not over is left out.
 *
 * @throws AppError `request_invalid` if no day of it is over.
 */
export async function reconcileBill(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { provider, lines }: BillOrder,
): Promise<ComparedDay[]> {
  const today = new Date().toISOString().slice(0, 10);
  const over = lines.filter(({ day }) => day < today);
  const days = over.map(({ day }) => day).toSorted();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) {
    throw new AppError("no day of this bill is over yet, by UTC", {
      ...{ code: "request_invalid", retryable: false },
    });
  }
  return database.transaction(async (tx) => {
    const compared = compareBill(over, await countCharged(tx, { provider, from, to }));
    await keepBill(tx, { provider, reconciledBy: actor.name, days: compared });
    await audit(tx, {
      ...{ actor, order: "bills.reconcile", subject: `bills/${provider}`, before: null },
      after: { from, to, ...totalsOf(compared) },
    });
    return compared;
  });
}

function totalsOf(days: readonly ComparedDay[]) {
  const total = (of: (day: ComparedDay) => bigint) =>
    `${days.reduce((sum, one) => sum + of(one), 0n)}`;
  return {
    billedNanoUsd: total(({ billedNanoUsd }) => billedNanoUsd),
    chargedNanoUsd: total(({ chargedNanoUsd }) => chargedNanoUsd),
    heldNanoUsd: total(({ heldNanoUsd }) => heldNanoUsd),
    differing: days.filter(({ verdict }) => verdict !== "alike").length,
  };
}
