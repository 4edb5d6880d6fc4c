import { usdFromNano } from "@fieldwork/contracts";
import { type BudgetView, type Db, listBudgets, releaseHeld } from "@fieldwork/store";

/** What was spent, what is held and why, and how to release it. */
export async function showBudgets(db: Db): Promise<string> {
  const budgets = await listBudgets(db);
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
    "  were not billed, npx fieldwork budget release releases it.",
  ].join("\n");
}

function usd(nano: bigint): string {
  return `$${usdFromNano(nano).toFixed(6)}`;
}

export async function releaseBudgets(db: Db): Promise<string> {
  const calls = await releaseHeld(db);
  return `Released what was held for ${calls} calls.\n${await showBudgets(db)}`;
}
