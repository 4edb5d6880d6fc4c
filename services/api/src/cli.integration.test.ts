import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { eventLogMigrations } from "@fieldwork/event-log";
import { createDatabase, keepPlan, migrate, storeMigrations } from "@fieldwork/store";
import { createTestDatabase } from "@fieldwork/store/testing";
import { expect, test } from "vitest";

const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));

test("the command line shows a record's text without what steers a terminal", async () => {
  await using stack = new AsyncDisposableStack();
  const testDatabase = await createTestDatabase();
  stack.defer(() => testDatabase.drop());
  const database = createDatabase({
    connectionString: testDatabase.url,
    max: 1,
    applicationName: "test",
  });
  stack.defer(() => database.stop());
  await migrate(database, [storeMigrations, eventLogMigrations]);
  const record = {
    ref: { connection: "hub", object: "company" as const, id: "1" },
    vendorAt: new Date().toISOString(),
    readAt: new Date().toISOString(),
    contentHash: "a",
    fields: { description: "wind \u009B2K\u001B[2K\u202E farms" },
    outputs: {},
    deleted: false,
    traceparent: null,
  };
  await keepPlan(database, { records: [record], work: [] });

  const { stdout } = await promisify(execFile)(process.execPath, [cli, "explain", "1"], {
    env: { DATABASE_URL: testDatabase.url },
  });
  expect(stdout).toContain("farms");
  expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202E/u);
});
