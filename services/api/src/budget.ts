import { usdFromNano } from "@fieldwork/contracts";
import { type BudgetView, listBudgets, releaseHeld } from "@fieldwork/store";
import type { Actor, OrderDeps } from "./orders.ts";

/** What was spent, what is held and why, and how to release it. Pure. */
export function budgetsText(budgets: readonly BudgetView[]): string {
  return budgets.length === 0 ? "No budget is set yet." : budgets.map(budgetText).join("\n");
}

function budgetText(budget: BudgetView): string {
  const { scope, limitNanoUsd, chargedNanoUsd, heldNanoUsd, heldCalls } = budget;
  const lines = [
    `${scope}: ${usd(chargedNanoUsd)} of ${usd(limitNanoUsd)} charged, ${usd(limitNanoUsd - chargedNanoUsd)} left`,
    `  spent or in flight  ${usd(chargedNanoUsd - heldNanoUsd)}`,
    `  held                ${usd(heldNanoUsd)} for ${heldCalls} calls whose outcome is not known`,
  ];
  if (heldCalls === 0) return lines.join("\n");
  return [
    ...lines,
    "  What is held stays charged until the vendor proves less. Once its usage page shows that these calls",
    "  were not billed, npx fieldwork budget release --yes releases it.",
  ].join("\n");
}

function usd(nano: bigint): string {
  return `$${usdFromNano(nano).toFixed(6)}`;
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
