import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testLogger } from "@fieldwork/runtime/testing";
import { createDatabase, migrate, setBudgets, storeMigrations } from "@fieldwork/store";
import { createTestDatabase } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { configuredBudgets } from "./budget-spec.ts";
import { findBudgets } from "./budgets-file.ts";
import { createPostgresBudget } from "./postgres-budget.ts";
import { reservation } from "./testing/budget-backend.ts";

async function openBudget(yaml: string) {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-config-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "models.yaml"), yaml);
  const { url, drop } = await createTestDatabase();
  const database = createDatabase({ connectionString: url, max: 2, applicationName: "test" });
  onTestFinished(async () => {
    await database.stop();
    await drop();
  });
  await migrate(database, [storeMigrations]);
  const listed = await findBudgets({ FIELDWORK_CONFIG: folder }, {});
  await setBudgets(database, configuredBudgets(listed, undefined));
  return createPostgresBudget({ database, gatherMs: 1, logger: testLogger() });
}

test("G3: a call is refused by the budget of models.yaml that has no room, and charged to none", async () => {
  const budget = await openBudget(`
budgets:
  - {of: connection, name: acme, per: day, usd: 0.000001}
  - {of: enrichment, per: once, usd: "0.0000005"}
providers: []
`);
  const ask = (connection: string, enrichment: string, amountNanoUsd: bigint) =>
    budget.reserve(reservation({ connection, enrichment }, amountNanoUsd));
  expect(await ask("acme", "profile", 501n)).toEqual({
    ...{ kind: "refused", scope: "enrichment:profile" },
  });
  expect(await ask("acme", "profile", 500n)).toEqual({ kind: "reserved" });
  expect(await ask("acme", "role", 500n)).toEqual({ kind: "reserved" });
  expect(await ask("acme", "third", 1n)).toEqual({
    ...{ kind: "refused", scope: expect.stringMatching(/^connection:acme\/day\/\d{4}-\d\d-\d\d$/) },
  });
  expect(await ask("other", "third", 1n)).toEqual({ kind: "reserved" });
  const unnamed = await ask("other", "profile", 6_000_000_000n);
  expect(unnamed).toMatchObject({ kind: "refused" });
});
