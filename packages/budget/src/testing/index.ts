export type { BudgetBackend } from "./budget-backend.ts";
export { describeBudget } from "./budget-contract.ts";
export { createMemoryBudget, type MemoryBudget, type RecordedCall } from "./memory-budget.ts";
