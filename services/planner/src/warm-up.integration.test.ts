import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { testLogger } from "@fieldwork/runtime/testing";
import type { Database } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlannerWarmUp } from "./warm-up.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

async function warmUp(database: Database) {
  const warned: unknown[] = [];
  const logger = testLogger();
  logger.warn = (...told: unknown[]) => void warned.push(told);
  const definitions = fixedDefinitions(await loadEnrichments());
  await createPlannerWarmUp({
    database,
    definitions,
    logger,
    batches: 4,
    withinMs: 60_000,
  }).start();
  return warned;
}

test("warming up plans work for every made-up change, and leaves nothing behind", async () => {
  const { database } = store;
  const planned: unknown[] = [];
  const warned = await warmUp({
    ...database,
    transaction: (work) =>
      database.transaction((tx) =>
        work(tx).finally(async () => {
          planned.push(...(await tx.query("select count(*)::int from work")));
        }),
      ),
  });
  expect(warned).toEqual([]);
  expect(planned).toEqual(Array.from({ length: 4 }, () => ({ count: 100 })));
  for (const table of ["record", "work"]) {
    expect(await database.query(`select from ${table} limit 1`)).toEqual([]);
  }
});

test("a planner that cannot warm up starts cold, and says so", async () => {
  const { database } = store;
  const failing = { ...database, transaction: () => Promise.reject(new Error("too many clients")) };
  expect(await warmUp(failing)).toHaveLength(1);
});
