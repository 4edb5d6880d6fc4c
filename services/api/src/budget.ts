import { budgetNameProblem } from "@fieldwork/budget";
import { isAllowed, type Rights } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { type BudgetLimit, type BudgetView, listBudgets, releaseHeld } from "@fieldwork/store";
import {
  type BudgetName,
  type BudgetSetting,
  lockBudgetSetting,
  setBudgetLimit,
  unsetBudgetLimit,
} from "@fieldwork/store/budget-orders";
import type { Actor, OrderDeps } from "./orders.ts";

export interface BudgetSetOrder extends BudgetLimit {
  /** Then it is as the configuration says again; null for good. */
  until: Date | null;
}

/**
 * Sets a limit in place of what the configuration says, which stays known: it applies again once the
 * order ends. Running services follow within seconds.
 *
 * @throws AppError `request_invalid` for a name that cannot be one, or a time that is past.
 */
export async function setBudgetByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { until, ...limit }: BudgetSetOrder,
): Promise<BudgetSetOrder> {
  const problem = budgetNameProblem(limit);
  if (problem !== undefined) throw invalid(`the name ${problem}`);
  if (until !== null && until.getTime() <= Date.now())
    throw invalid(`${until.toISOString()} is past`);
  await database.transaction(async (tx) => {
    const before = await lockBudgetSetting(tx, limit);
    await setBudgetLimit(tx, { ...limit, setBy: actor.name, until });
    const after = { limitNanoUsd: `${limit.limitNanoUsd}`, until };
    const told = { actor, order: "budgets.set", subject: subjectOf(limit) };
    await audit(tx, { ...told, before: before ? settingWire(before) : null, after });
  });
  return { ...limit, until };
}

/**
 * Lets a limit be as the configuration says again. Replies what that is; null where it says nothing.
 *
 * @throws AppError `not_found` if nobody has set it.
 */
export async function unsetBudgetByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  name: BudgetName,
): Promise<{ limitNanoUsd: bigint | null }> {
  return database.transaction(async (tx) => {
    const before = await lockBudgetSetting(tx, name);
    if (before === undefined || before.setBy === null)
      throw new AppError("nobody has set this budget: it is as the configuration says", {
        code: "not_found",
        retryable: false,
      });
    await unsetBudgetLimit(tx, name);
    const { configuredNanoUsd } = before;
    const after = configuredNanoUsd === null ? null : { limitNanoUsd: `${configuredNanoUsd}` };
    const told = { actor, order: "budgets.unset", subject: subjectOf(name) };
    await audit(tx, { ...told, before: settingWire(before), after });
    return { limitNanoUsd: configuredNanoUsd };
  });
}

function subjectOf({ of, name, per }: BudgetName): string {
  return `budgets/${[of, name, per].filter(Boolean).join("/")}`;
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}

/** Whose budget it is, as `connection/object/id`; undefined where it is not a record's. Pure. */
export function recordOf({ of, name }: Pick<BudgetName, "of" | "name">): string | undefined {
  return of === "record" ? name : undefined;
}

/** The same, by the scope that people see. Pure. */
export function recordOfScope(scope: string): string | undefined {
  return /^record:(.+)$/.exec(scope)?.[1];
}

/** A record's budget is shown to whoever may see its connection; any other, to all who may see budgets. Pure. */
export function mayKnow(rights: Rights, record: string | undefined): boolean {
  const [connection = ""] = record?.split("/") ?? [];
  return record === undefined || isAllowed(rights, "budgets.read", connection);
}

/** As JSON carries it: a number would lose digits. Pure. */
export function settingWire({ of, name, per, setBy, ...setting }: BudgetSetting) {
  const { limitNanoUsd, configuredNanoUsd, until } = setting;
  return {
    ...{ of, name: name ?? null, per, setBy },
    limitNanoUsd: `${limitNanoUsd}`,
    configuredNanoUsd: configuredNanoUsd === null ? null : `${configuredNanoUsd}`,
    until: until?.toISOString() ?? null,
  };
}

/** Releases what is held, with its entry in the audit. Returns for how many calls. */
export async function releaseBudgets(
  { database, audit }: OrderDeps,
  actor: Actor,
): Promise<{ calls: number }> {
  const calls = await database.transaction(async (tx) => {
    const before = heldOf(await listBudgets(tx));
    const released = await releaseHeld(tx);
    const entry = { actor, order: "budgets.release-held", subject: "budgets" };
    if (released > 0) await audit(tx, { ...entry, before, after: { calls: released } });
    return released;
  });
  return { calls };
}

/** What is held, by scope in nano-USD as text. Pure. */
export function heldOf(budgets: readonly BudgetView[]): Record<string, string> {
  const held = budgets.filter(({ heldCalls }) => heldCalls > 0);
  return Object.fromEntries(held.map(({ scope, heldNanoUsd }) => [scope, `${heldNanoUsd}`]));
}

/** As JSON carries them: a number would lose digits. Pure. */
export function budgetsWire(budgets: readonly BudgetView[]) {
  return budgets.map(({ scope, limitNanoUsd, chargedNanoUsd, heldNanoUsd, heldCalls }) => ({
    ...{ scope, heldCalls, limitNanoUsd: `${limitNanoUsd}` },
    ...{ chargedNanoUsd: `${chargedNanoUsd}`, heldNanoUsd: `${heldNanoUsd}` },
  }));
}
