export { askBaseline } from "./ask-baseline.ts";
export { type BudgetBackend, describeBudget } from "./budget-contract.ts";
export { createMemoryBudget, type MemoryBudget, type RecordedCall } from "./memory-budget.ts";
