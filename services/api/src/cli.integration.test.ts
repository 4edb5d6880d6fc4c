import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { eventLogMigrations } from "@fieldwork/event-log";
import { keepPlan, storeMigrations } from "@fieldwork/store";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, test } from "vitest";

const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));

test("the command line shows a record's text without what steers a terminal", async () => {
  await using stack = new AsyncDisposableStack();
  const testDatabase = await openTestStore([storeMigrations, eventLogMigrations]);
  stack.defer(() => testDatabase.drop());
  const { database } = testDatabase;
  const record = {
    ref: { connection: "hub", object: "company" as const, id: "1" },
    vendorAt: new Date().toISOString(),
    readAt: new Date().toISOString(),
    directReadAt: null,
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

test("the command line ends well when its reader has seen enough", async () => {
  const child = spawn(process.execPath, [cli, "--help"]);
  child.stdout.destroy();
  const [[code], errors] = await Promise.all([once(child, "close"), text(child.stderr)]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
});
