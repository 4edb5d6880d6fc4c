import { describeBudget } from "@fieldwork/models/testing";
import { createDatabase, migrate, setBudget, storeMigrations } from "@fieldwork/store";
import { createTestDatabase } from "@fieldwork/store/testing";
import { createPostgresBudget } from "./postgres-budget.ts";

describeBudget("G3: PostgreSQL", async () => {
  const { url, drop } = await createTestDatabase();
  const database = createDatabase({ connectionString: url, max: 8, applicationName: "test" });
  await migrate(database, [storeMigrations]);
  return {
    budget: createPostgresBudget({ database, gatherMs: 1 }),
    setLimit: (scope, limitNanoUsd) => setBudget(database, scope, limitNanoUsd),
    async charged(scope) {
      const [row] = await database.query<{ charged: string }>(
        "select charged_nano_usd as charged from budget where scope = $1",
        [scope],
      );
      return BigInt(row?.charged ?? 0);
    },
    async close() {
      await database.stop();
      await drop();
    },
  };
});
