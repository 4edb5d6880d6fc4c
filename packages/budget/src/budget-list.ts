import { liveWanter } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import { type CallReservation, type Db, ensureBudgets, listBudgetSpecs } from "@fieldwork/store";
import { findOrderers } from "@fieldwork/store/backfills";
import type { BudgetReservation } from "./budget.ts";
import { type BudgetScope, type BudgetSpec, budgetScopes, type Spending } from "./budget-spec.ts";

export interface BudgetList {
  /** With the budgets that it is charged to; all of them have their row. */
  scope(reservation: BudgetReservation): Promise<CallReservation>;
}

// A new budget takes effect by then; the row of an existing one knows its new limit at once.
const readEveryMs = 2000;
const mostKnown = 10_000;

/** The budgets that exist, read every two seconds, and their rows. */
export function createBudgetList({
  database,
  logger,
}: {
  database: Db;
  logger: Logger;
}): BudgetList {
  let specs: readonly BudgetSpec[] | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const rows = createRows(database);

  async function read(): Promise<readonly BudgetSpec[]> {
    readAt = performance.now();
    specs = await listBudgetSpecs(database);
    rows.ensureAgain();
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

  const orderers = createOrderers(database);
  const charged = createChargedScopes();

  return {
    async scope({ orderedBy, ...reservation }) {
      const existing = await current();
      const users = existing.some(({ of }) => of === "user")
        ? await orderers({ orderedBy, ...reservation })
        : [];
      const { of, scopes } = charged(existing, { ...reservation, users }, new Date());
      await rows.ensure(of);
      return { ...reservation, scopes };
    },
  };
}

interface ChargedScopes {
  of: readonly BudgetScope[];
  scopes: readonly string[];
}

const dayMs = 86_400_000;

/** What a call is charged to. Calls alike in all that budgets are for share it, until the list is read again. */
function createChargedScopes() {
  let specs: readonly BudgetSpec[] | undefined;
  let known = new Map<string, ChargedScopes>();
  return (existing: readonly BudgetSpec[], spending: Spending, now: Date): ChargedScopes => {
    if (specs !== existing || known.size === mostKnown) known = new Map();
    specs = existing;
    const key = keyOf(existing, spending, Math.floor(now.getTime() / dayMs));
    const found = known.get(key);
    if (found) return found;
    const of = budgetScopes(existing, spending, now);
    const one = { of, scopes: of.map(({ scope }) => scope) };
    known.set(key, one);
    return one;
  };
}

/** Names hold no control characters. */
function keyOf(
  existing: readonly BudgetSpec[],
  { connection, enrichment, provider, model, wantedBy, purpose, record, users = [] }: Spending,
  day: number,
): string {
  const ofRecord = existing.some(({ of }) => of === "record") ? (record ?? "") : "";
  const names = [day, connection ?? "\u0001", enrichment, provider, model, purpose, ofRecord];
  return [...names, wantedBy.join("\u0002"), users.join("\u0002")].join("\u0000");
}

interface KnownRow {
  row: BudgetScope;
  /** While it is being created. */
  creating: Promise<void> | undefined;
  usedAtMs: number;
}

const forgottenAfterMs = 600_000;

/** The rows of budgets, created when the first call needs one. */
function createRows(database: Db) {
  const known = new Map<string, KnownRow>();

  function create(missing: readonly BudgetScope[], usedAtMs: number): void {
    const creating = ensureBudgets(database, missing);
    const made = missing.map((row): KnownRow => ({ row, creating, usedAtMs }));
    for (const one of made) known.set(one.row.scope, one);
    creating.then(
      () => {
        for (const one of made) one.creating = undefined;
      },
      () => {
        for (const { scope } of missing) known.delete(scope);
      },
    );
  }

  return {
    async ensure(scopes: readonly BudgetScope[]): Promise<void> {
      const nowMs = performance.now();
      const missing = scopes.filter(({ scope }) => !known.has(scope));
      if (missing.length > 0) create(missing, nowMs);
      for (const { scope } of scopes) {
        const one = known.get(scope);
        if (one === undefined) continue;
        one.usedAtMs = nowMs;
        if (one.creating) await one.creating;
      }
    },
    /** What was deleted and set again needs its row again. No call waits for that: until now it was there. */
    ensureAgain(): void {
      const sinceMs = performance.now() - forgottenAfterMs;
      for (const [scope, { row, usedAtMs }] of known) {
        if (row.of === "record" || usedAtMs < sinceMs) known.delete(scope);
      }
      const rows = [...known.values()].map(({ row }) => row);
      if (rows.length === 0) return;
      ensureBudgets(database, rows).catch(() => {
        for (const { scope } of rows) known.delete(scope);
      });
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
