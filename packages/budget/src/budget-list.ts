import type { Logger } from "@fieldwork/runtime";
import { type CallReservation, type Db, ensureBudgets, listBudgetSpecs } from "@fieldwork/store";
import type { BudgetReservation } from "./budget.ts";
import { type BudgetScope, type BudgetSpec, budgetScopes } from "./budget-spec.ts";

export interface BudgetList {
  /** With the budgets that each is charged to; all of them have their row. */
  scope(reservations: readonly BudgetReservation[]): Promise<CallReservation[]>;
}

// A new budget takes effect by then; the row of an existing one knows its new limit at once.
const readEveryMs = 2000;
const mostKnown = 10_000;

/**
 * The budgets that exist, read every two seconds, and their rows, created when the first call needs
 * one.
 */
export function createBudgetList({
  database,
  logger,
}: {
  database: Db;
  logger: Logger;
}): BudgetList {
  let specs: readonly BudgetSpec[] | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let known = new Set<string>();

  async function read(): Promise<readonly BudgetSpec[]> {
    readAt = performance.now();
    specs = await listBudgetSpecs(database);
    // What was deleted and set again needs its row again.
    known = new Set();
    return specs;
  }

  async function current(): Promise<readonly BudgetSpec[]> {
    if (specs === undefined) return read();
    if (performance.now() - readAt > readEveryMs) {
      read().catch((err: unknown) =>
        logger.warn({ err }, "could not read the budgets; those read before still apply"),
      );
    }
    return specs;
  }

  async function ensure(scopes: readonly BudgetScope[]): Promise<void> {
    const missing = scopes.filter(({ scope }) => !known.has(scope));
    if (missing.length === 0) return;
    const ensured = new Map(missing.map((one) => [one.scope, one]));
    await ensureBudgets(database, [...ensured.values()]);
    if (known.size > mostKnown) known = new Set();
    for (const scope of ensured.keys()) known.add(scope);
  }

  return {
    async scope(reservations) {
      if (reservations.length === 0) return [];
      const all = await current();
      const now = new Date();
      const scoped = reservations.map((one) => ({ one, of: budgetScopes(all, one, now) }));
      await ensure(scoped.flatMap(({ of }) => of));
      return scoped.map(({ one, of }) => ({ ...one, scopes: of.map(({ scope }) => scope) }));
    },
  };
}
