export type {
  AttemptKind,
  Budget,
  BudgetDecision,
  BudgetReservation,
  BudgetSettlement,
} from "./budget.ts";
export { budgetSetting, usdAmount } from "./budget-setting.ts";
export {
  type BudgetSpec,
  configuredBudgets,
  scopeEnds,
  totalBudget,
  totalSpec,
} from "./budget-spec.ts";
export { budgetEntries, budgetNameProblem, findBudgets } from "./budgets-file.ts";
export type { BudgetedNames } from "./named-budgets.ts";
export { createPostgresBudget } from "./postgres-budget.ts";
