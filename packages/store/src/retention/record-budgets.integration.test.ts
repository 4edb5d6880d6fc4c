import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBudgets, setBudgets } from "../budget-specs.ts";
import type { Database } from "../database.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import { dropOldRecordBudgets } from "./index.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});
afterAll(() => store.drop());

test("retention goes on where a record has a budget for all time", async () => {
  await setBudgets(database, [{ of: "record", per: "once", limitNanoUsd: 5n }]);
  await ensureBudgets(database, [
    { scope: "record:x", of: "record", name: "hub/company/1", per: "once", startsOn: null },
    {
      scope: "record:x/day/2020-01-01",
      of: "record",
      name: "hub/company/1",
      per: "day",
      startsOn: "2020-01-01",
    },
  ]);
  await setBudgets(database, [
    { of: "record", per: "once", limitNanoUsd: 5n },
    { of: "record", per: "day", limitNanoUsd: 5n },
  ]);
  await ensureBudgets(database, [
    {
      scope: "record:x/day/2020-01-01",
      of: "record",
      name: "hub/company/1",
      per: "day",
      startsOn: "2020-01-01",
    },
  ]);
  expect(await dropOldRecordBudgets(database, 100)).toBe(1);
  expect(await database.query("select scope from budget")).toEqual([{ scope: "record:x" }]);
});
