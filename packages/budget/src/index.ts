export type {
  AttemptKind,
  Budget,
  BudgetDecision,
  BudgetReservation,
  BudgetSettlement,
} from "./budget.ts";
export { budgetSetting, usdAmount } from "./budget-setting.ts";
export { type BudgetSpec, totalBudget, totalSpec } from "./budget-spec.ts";
export { createPostgresBudget } from "./postgres-budget.ts";
