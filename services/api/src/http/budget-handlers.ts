import type { budgetRoutes } from "@fieldwork/contracts/api";
import { type Database, listBudgets } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { listBudgetSettings } from "@fieldwork/store/budget-orders";
import type { Reader } from "@fieldwork/store/reading";
import { listBills } from "@fieldwork/store/vendor-bills";
import { billWire } from "../bills/compare-bill.ts";
import { reconcileBill } from "../bills/reconcile-bill.ts";
import {
  budgetsWire,
  mayKnow,
  recordOf,
  recordOfScope,
  releaseBudgets,
  setBudgetByOrder,
  settingWire,
  unsetBudgetByOrder,
} from "../budget.ts";
import type { OrderDeps } from "../orders.ts";
import type { Principal } from "../who/principal.ts";
import type { Handlers } from "./handler.ts";

interface BudgetHandlerDeps {
  database: Database;
  reader: Reader;
}

/** What may be spent, and the orders about it. */
export function budgetHandlers({
  database,
  reader,
}: BudgetHandlerDeps): Pick<Handlers, keyof typeof budgetRoutes> {
  const depsOf = ({ from }: Principal): OrderDeps => ({
    ...{ database, reader },
    audit: (tx, entry) => recordAudit(tx, { ...entry, from }),
  });
  return {
    "budgets.list": async ({ principal: { rights } }) => {
      const budgets = await listBudgets(reader);
      const limits = await listBudgetSettings(reader);
      return {
        budgets: budgetsWire(budgets.filter(({ scope }) => mayKnow(rights, recordOfScope(scope)))),
        limits: limits.filter((limit) => mayKnow(rights, recordOf(limit))).map(settingWire),
      };
    },
    "budgets.set": async ({ principal, body: { of, name, per, limitNanoUsd, until } }) => {
      const set = await setBudgetByOrder(depsOf(principal), principal.actor, {
        ...{ of, name: name ?? undefined, per, limitNanoUsd: BigInt(limitNanoUsd) },
        until: until === null ? null : new Date(until),
      });
      return { limitNanoUsd: `${set.limitNanoUsd}`, until: set.until?.toISOString() ?? null };
    },
    "budgets.unset": async ({ principal, body: { of, name, per } }) => {
      const meant = { of, name: name ?? undefined, per };
      const { limitNanoUsd } = await unsetBudgetByOrder(depsOf(principal), principal.actor, meant);
      return { limitNanoUsd: limitNanoUsd === null ? null : `${limitNanoUsd}` };
    },
    "budgets.release": ({ principal }) => releaseBudgets(depsOf(principal), principal.actor),
    "bills.list": async ({ query }) => ({
      days: (await listBills(reader, query)).map(({ provider, reconciledBy, ...day }) => ({
        ...{ ...billWire(day), provider, reconciledBy },
        reconciledAt: day.reconciledAt.toISOString(),
      })),
    }),
    "bills.reconcile": async ({ principal, body: { provider, lines } }) => {
      const billed = lines.map((line) => ({ ...line, nanoUsd: BigInt(line.nanoUsd) }));
      const order = { provider, lines: billed };
      const days = await reconcileBill(depsOf(principal), principal.actor, order);
      return { days: days.map(billWire) };
    },
  };
}
