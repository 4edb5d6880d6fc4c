import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { fillStore, openTestStore, type TestStore } from "../testing.ts";
import { dropOldCalls, dropOldIntents } from "./index.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
  await fillStore(database, 1000);
});

afterAll(() => store.drop());

async function count(table: string, where = "true"): Promise<number> {
  const rows = await database.query(`select 1 from ${table} where ${where}`);
  return rows.length;
}

test("calls of a time past are dropped in parts; those whose cost is unknown stay, and so do newer ones", async () => {
  await database.query("update model_call set started_at = now()");
  const old = await database.query(
    "update model_call set started_at = now() - interval '91 days' where work_id % 2 = 0 returning 1",
  );
  const unknown = await database.query(
    "update model_call set cost_nano_usd = null where work_id % 20 = 0 returning 1",
  );
  const all = await count("model_call");
  expect(await dropOldCalls(database, { keepDays: 90, limit: 10 })).toBe(10);
  expect(await dropOldCalls(database, { keepDays: 90, limit: 5000 })).toBe(
    old.length - unknown.length - 10,
  );
  expect(await dropOldCalls(database, { keepDays: 90, limit: 5000 })).toBe(0);
  expect(await count("model_call")).toBe(all - old.length + unknown.length);
});

test("intents are dropped once they were closed long enough ago, and never one that is open", async () => {
  await database.query("update write_intent set settled_at = now()");
  const old = await database.query(
    "update write_intent set settled_at = now() - interval '401 days' where id <= 50 returning 1",
  );
  const open = await database.query(
    "update write_intent set state = 'open' where id <= 5 returning 1",
  );
  expect(await dropOldIntents(database, { keepDays: 400, limit: 20 })).toBe(20 - open.length);
  expect(await dropOldIntents(database, { keepDays: 400, limit: 5000 })).toBe(old.length - 20);
  expect(await count("write_intent", "id <= 50")).toBe(open.length);
});
