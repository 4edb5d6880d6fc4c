import { liveWanter } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import { type CallReservation, type Db, ensureBudgets, listBudgetSpecs } from "@fieldwork/store";
import { findOrderers } from "@fieldwork/store/backfills";
import type { BudgetReservation } from "./budget.ts";
import { type BudgetScope, type BudgetSpec, budgetScopes } from "./budget-spec.ts";

export interface BudgetList {
  /** With the budgets that it is charged to; all of them have their row. */
  scope(reservation: BudgetReservation): Promise<CallReservation>;
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
  let ensured = new Map<string, Promise<void>>();

  async function read(): Promise<readonly BudgetSpec[]> {
    readAt = performance.now();
    specs = await listBudgetSpecs(database);
    // What was deleted and set again needs its row again.
    ensured = new Map();
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
    const missing = scopes.filter(({ scope }) => !ensured.has(scope));
    if (missing.length > 0) {
      if (ensured.size > mostKnown) ensured = new Map();
      const now = ensured;
      const done = ensureBudgets(database, missing);
      for (const { scope } of missing) now.set(scope, done);
      done.catch(() => {
        for (const { scope } of missing) now.delete(scope);
      });
    }
    await Promise.all(scopes.map(({ scope }) => ensured.get(scope)));
  }

  const orderers = createOrderers(database);

  return {
    async scope({ orderedBy, ...reservation }) {
      const existing = await current();
      const users = existing.some(({ of }) => of === "user")
        ? await orderers({ orderedBy, ...reservation })
        : [];
      const of = budgetScopes(existing, { ...reservation, users }, new Date());
      await ensure(of);
      return { ...reservation, scopes: of.map(({ scope }) => scope) };
    },
  };
}

/** Who ordered what a call is for: by itself, or as backfills that no live work wants too. Each backfill is looked up once. */
function createOrderers(database: Db) {
  let known = new Map<string, string>();
  return async ({
    orderedBy,
    wantedBy,
  }: Pick<BudgetReservation, "orderedBy" | "wantedBy">): Promise<string[]> => {
    if (orderedBy) return [orderedBy];
    if (wantedBy.includes(liveWanter)) return [];
    const unknown = wantedBy.filter((id) => !known.has(id));
    if (unknown.length > 0) {
      if (known.size > mostKnown) known = new Map();
      for (const { id, orderedBy: by } of await findOrderers(database, wantedBy)) known.set(id, by);
    }
    return [...new Set(wantedBy.flatMap((id) => known.get(id) ?? []))];
  };
}
