import { describeBudget } from "./budget-contract.ts";
import { createMemoryBudget } from "./memory-budget.ts";

describeBudget("G3: in-memory", async () => {
  let budget = createMemoryBudget();
  return {
    open: () => budget,
    async setBudgets(specs) {
      budget = createMemoryBudget(specs);
    },
    charged: async (scope) => budget.charged(scope),
    close: async () => undefined,
  };
});
