import { describeBudget } from "./budget-contract.ts";
import { createMemoryBudget } from "./memory-budget.ts";

describeBudget("G3: in-memory", async () => {
  const budget = createMemoryBudget();
  return {
    budget,
    setLimit: async (scope, limitNanoUsd) => budget.setLimit(scope, limitNanoUsd),
    charged: async (scope) => budget.charged(scope),
    close: async () => undefined,
  };
});
