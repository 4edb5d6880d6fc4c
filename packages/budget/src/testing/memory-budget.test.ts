import { describeBudget } from "./budget-contract.ts";
import { createMemoryBudget } from "./memory-budget.ts";

describeBudget("G3: in-memory", async () => {
  const budget = createMemoryBudget();
  return {
    open: () => budget,
    setBudgets: async (specs) => specs.forEach(budget.set),
    charged: async (scope) => budget.charged(scope),
    close: async () => undefined,
  };
});
