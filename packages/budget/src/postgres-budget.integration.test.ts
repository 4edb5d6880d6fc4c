import { AppError } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  createDatabase,
  type Database,
  listBudgets,
  migrate,
  setBudgets,
  storeMigrations,
} from "@fieldwork/store";
import { createTestDatabase } from "@fieldwork/store/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Budget, BudgetReservation } from "./budget.ts";
import { totalSpec } from "./budget-spec.ts";
import { createPostgresBudget } from "./postgres-budget.ts";
import { describeBudget } from "./testing/budget-contract.ts";

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
  const budgets: Budget[] = [];
  return {
    open() {
      const budget = createPostgresBudget({
        ...{ database, gatherMs: 1, logger: testLogger() },
      });
      budgets.push(budget);
      return budget;
    },
    setBudgets: (specs) => setBudgets(database, specs),
    async charged(scope) {
      await Promise.all(budgets.map((budget) => budget.flush()));
      const [row] = await database.query<{ charged: string }>(
        "select charged_nano_usd as charged from budget where scope = $1",
        [scope],
      );
      return BigInt(row?.charged ?? 0);
    },
    close,
  };
});

const onlyRecord = { connection: "acme", enrichment: "profile" };

test("a free model books nothing: its calls touch no budget, and stand in the log with what left", async () => {
  const { database, close } = await openDatabase();
  onTestFinished(close);
  await setBudgets(database, [
    totalSpec(1000n),
    { of: "connection", per: "day", limitNanoUsd: 0n },
    { of: "record", per: "day", limitNanoUsd: 0n },
  ]);
  const budgets = () => database.query("select scope, charged_nano_usd, xmin::text from budget");
  const before = await budgets();
  const budget = createPostgresBudget({ database, gatherMs: 1, logger: testLogger() });
  const calls = Array.from({ length: 3 }, (_, index) => `free-${index}`);
  for (const callId of calls) {
    const decision = await budget.reserve({
      ...{ callId, attempt: 1, kind: "first", purpose: "work", workId: "1", wantedBy: ["live"] },
      ...{ provider: "local", model: "llama", ...onlyRecord, record: "acme/company/1" },
      amountNanoUsd: 0n,
      sent: { fields: ["description"], region: "eu", policy: "patterns h" },
    });
    expect(decision).toEqual({ kind: "reserved" });
    await budget.settle({ callId, attempt: 1, costNanoUsd: 0n, usage: null, outcome: "clean" });
  }
  await budget.flush();
  expect(await budgets()).toEqual(before);
  expect(await database.query("select from budget_slice")).toEqual([]);
  const logged = await database.query(
    `select call_id as "callId", scopes, model, sent_fields as fields, sent_region as region, sent_policy as policy,
       cost_nano_usd::int as cost, outcome from model_call order by call_id`,
  );
  const left = { model: "llama", fields: ["description"], region: "eu", policy: "patterns h" };
  expect(logged).toEqual(
    calls.map((callId) => ({ callId, scopes: [], ...left, cost: 0, outcome: "clean" })),
  );
});

test("a call that cannot be booked fails alone, and the others are charged to the budget", async () => {
  const { database, close } = await openDatabase();
  onTestFinished(close);
  await setBudgets(database, [totalSpec(1000n)]);
  const budget = createPostgresBudget({
    database,
    gatherMs: 20,
    logger: testLogger(),
  });
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) =>
      budget.reserve({
        ...{ callId: `call-${index}`, attempt: 1, kind: "first", purpose: "work" },
        workId: String(index),
        wantedBy: ["live"],
        ...{ provider: "openai", model: "gpt", ...onlyRecord },
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

test("a settlement that the store cannot hold stays charged whole, and no reservation beside it fails", async () => {
  const { database, close } = await openDatabase();
  onTestFinished(close);
  await setBudgets(database, [totalSpec(1000n)]);
  const budget = createPostgresBudget({
    database,
    gatherMs: 20,
    logger: testLogger(),
  });
  const call = (callId: string) => ({
    ...{ callId, attempt: 1, kind: "first" as const, purpose: "work" as const, workId: "1" },
    ...{ wantedBy: ["live"], provider: "openai", model: "gpt" },
    ...{ ...onlyRecord, amountNanoUsd: 100n },
  });
  await Promise.all(["odd", "fine"].map((id) => budget.reserve(call(id))));
  const settled = { attempt: 1, usage: null, outcome: "answered" };
  await budget.settle({ ...settled, callId: "odd", costNanoUsd: 10n ** 30n });
  await budget.settle({ ...settled, callId: "fine", costNanoUsd: 7n });
  expect(await budget.reserve(call("next"))).toEqual({ kind: "reserved" });
  await budget.flush();
  expect(await database.query("select charged_nano_usd as charged from budget")).toEqual([
    { charged: "207" },
  ]);
});

test("settlements that meet an outage are kept once the store is back", async () => {
  const { database, close } = await openDatabase();
  onTestFinished(close);
  await setBudgets(database, [totalSpec(1000n)]);
  let isAway = false;
  const budget = createPostgresBudget({
    database: {
      ...database,
      async query(text, values) {
        if (isAway) throw new AppError("away", { code: "backend_unavailable", retryable: true });
        return database.query(text, values);
      },
    },
    ...{ gatherMs: 1, logger: testLogger() },
  });
  await budget.reserve({
    ...{ callId: "c", attempt: 1, kind: "first", purpose: "work", workId: "1" },
    ...{ wantedBy: ["live"], provider: "openai", model: "gpt" },
    ...{ ...onlyRecord, amountNanoUsd: 100n },
  });
  isAway = true;
  await budget.settle({
    ...{ callId: "c", attempt: 1, usage: null, outcome: "answered", costNanoUsd: 7n },
  });
  await budget.flush();
  isAway = false;
  await eventually(async () =>
    expect(await database.query("select charged_nano_usd as charged from budget")).toEqual([
      { charged: "7" },
    ]),
  );
});

test("models-31: what a person ordered is charged to that person, backfills too, unless live work wants it", async () => {
  const { database, close } = await openDatabase();
  onTestFinished(close);
  await setBudgets(database, [{ of: "user", per: "day", limitNanoUsd: 100n }]);
  await database.query(
    `insert into backfill (id, enrichment, definition_hash, connection, object, filter, rest_minutes, ordered_by)
     values ('of-ann', 'profile', 'h', 'acme', 'company', '{}', 60, 'Ann Lee')`,
  );
  const budget = createPostgresBudget({ database, gatherMs: 1, logger: testLogger() });
  const ask = (callId: string, of: Partial<BudgetReservation>) =>
    budget.reserve({
      ...{ callId, attempt: 1, kind: "first", purpose: "work", workId: "1", wantedBy: [] },
      ...{ provider: "openai", model: "gpt", ...onlyRecord, amountNanoUsd: 60n, ...of },
    });
  const full = { kind: "refused", scope: expect.stringMatching(/^user:Ann%20Lee\/day\//) };
  expect(await ask("live", { wantedBy: ["live", "of-ann"] })).toEqual({ kind: "reserved" });
  expect(await ask("of nobody", {})).toEqual({ kind: "reserved" });
  expect(await ask("backfill", { wantedBy: ["of-ann"] })).toEqual({ kind: "reserved" });
  expect(await ask("preview", { purpose: "preview", orderedBy: "Ann Lee" })).toEqual(full);
  expect(await ask("Bob's", { purpose: "preview", orderedBy: "Bob" })).toEqual({
    kind: "reserved",
  });
});

test("models-31: a record that changes all the time uses up its own budget, which is shown by the record and names it in no call", async () => {
  const { database, close } = await openDatabase();
  onTestFinished(close);
  await setBudgets(database, [
    totalSpec(10n ** 9n),
    { of: "record", per: "day", limitNanoUsd: 100n },
    { of: "record", name: "acme/company/7", per: "day", limitNanoUsd: 1n },
  ]);
  const budget = createPostgresBudget({ database, gatherMs: 1, logger: testLogger() });
  const ask = (callId: string, record: string) =>
    budget.reserve({
      ...{ callId, attempt: 1, kind: "first", purpose: "work", workId: "1", wantedBy: ["live"] },
      ...{ provider: "openai", model: "gpt", ...onlyRecord, amountNanoUsd: 40n, record },
    });
  const asked = await Promise.all(
    Array.from({ length: 4 }, (_, index) => ask(`one-${index}`, "acme/company/1")),
  );
  const kinds = asked.map(({ kind }) => kind).toSorted();
  expect(kinds).toEqual(["refused", "refused", "reserved", "reserved"]);
  expect((await ask("other", "acme/company/2")).kind).toBe("reserved");
  expect((await ask("named", "acme/company/7")).kind).toBe("refused");
  const day = new Date().toISOString().slice(0, 10);
  expect(await listBudgets(database)).toMatchObject([
    { scope: `record:acme/company/1/day/${day}`, chargedNanoUsd: 80n, limitNanoUsd: 100n },
    { scope: `record:acme/company/2/day/${day}`, chargedNanoUsd: 40n },
    { scope: "total", chargedNanoUsd: 120n },
  ]);
  const [mentions] = await database.query<{ calls: number }>(
    "select count(*)::int as calls from model_call where position('company/1' in model_call::text) > 0",
  );
  expect(mentions).toEqual({ calls: 0 });
});

test("no call waits while the budgets and their rows are looked at again", async () => {
  const { database, close } = await openDatabase();
  onTestFinished(close);
  await setBudgets(database, [totalSpec(1000n)]);
  let hanging = 0;
  let isSlow = false;
  const slow: Database = {
    ...database,
    async query(text, values) {
      if (!isSlow || !text.includes("insert into budget (")) return database.query(text, values);
      hanging += 1;
      return new Promise(() => undefined);
    },
  };
  const budget = createPostgresBudget({ database: slow, gatherMs: 1, logger: testLogger() });
  const ask = (callId: string) =>
    budget.reserve({
      ...{ callId, attempt: 1, kind: "first", purpose: "work", workId: "1", wantedBy: ["live"] },
      ...{ provider: "openai", model: "gpt", ...onlyRecord, amountNanoUsd: 1n },
    });
  await ask("first");
  isSlow = true;
  const later = performance.now() + 3000;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => later);
  onTestFinished(() => clock.mockRestore());
  await ask("reads again");
  await vi.waitFor(() => expect(hanging).toBe(1));
  expect(await ask("does not wait")).toEqual({ kind: "reserved" });
});
