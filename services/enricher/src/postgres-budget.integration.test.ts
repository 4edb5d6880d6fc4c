import { describeBudget } from "@fieldwork/models/testing";
import {
  createDatabase,
  type Database,
  migrate,
  setBudget,
  storeMigrations,
} from "@fieldwork/store";
import { createTestDatabase } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createPostgresBudget } from "./postgres-budget.ts";

async function openDatabase(): Promise<{ database: Database; close: () => Promise<void> }> {
  const { url, drop } = await createTestDatabase();
  const database = createDatabase({ connectionString: url, max: 8, applicationName: "test" });
  await migrate(database, [storeMigrations]);
  return {
    database,
    async close() {
      await database.stop();
      await drop();
    },
  };
}

describeBudget("G3: PostgreSQL", async () => {
  const { database, close } = await openDatabase();
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
    close,
  };
});

test("a call that cannot be booked fails alone, and the others are charged to the budget", async () => {
  const { database, close } = await openDatabase();
  onTestFinished(close);
  await setBudget(database, "total", 1000n);
  const budget = createPostgresBudget({ database, gatherMs: 20 });
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) =>
      budget.reserve({
        ...{ callId: `call-${index}`, attempt: 1, kind: "first", purpose: "work" },
        workId: String(index),
        ...{ provider: "openai", model: "gpt", scopes: ["total"] },
        amountNanoUsd: index === 17 ? 10n ** 30n : 1n,
      }),
    ),
  );
  const failed = results.flatMap((result, index) => (result.status === "rejected" ? index : []));
  expect(failed).toEqual([17]);
  expect(results[17]).toMatchObject({ reason: { code: "data_invalid" } });
  expect(await database.query("select charged_nano_usd as charged from budget")).toEqual([
    { charged: "39" },
  ]);
});
