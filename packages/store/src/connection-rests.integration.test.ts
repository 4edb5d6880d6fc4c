import { afterAll, beforeAll, expect, test } from "vitest";
import { findConnectionRest, restConnection } from "./connection-rests.ts";
import type { Database } from "./database.ts";
import { openTestStore, type TestStore } from "./testing.ts";

let testDatabase: TestStore;
let database: Database;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(async () => {
  await testDatabase.drop();
});

const told = { reason: "quota", message: "the daily limit is used up", toldService: "connector" };

test("a connection rests until its time is over, and others do not", async () => {
  expect(await findConnectionRest(database, "acme")).toBeUndefined();
  expect(await restConnection(database, { connection: "acme", forMs: 60_000, ...told })).toBe(true);
  const rest = await findConnectionRest(database, "acme");
  expect(rest).toMatchObject(told);
  expect(rest?.remainingMs).toBeGreaterThan(50_000);
  expect(rest?.remainingMs).toBeLessThanOrEqual(60_000);
  expect(await findConnectionRest(database, "globex")).toBeUndefined();
});

test("a rest is made longer, never shorter", async () => {
  const rest = { connection: "initech", ...told };
  await restConnection(database, { ...rest, forMs: 60_000 });
  expect(await restConnection(database, { ...rest, forMs: 1000, reason: "busy" })).toBe(false);
  expect(await findConnectionRest(database, "initech")).toMatchObject({ reason: "quota" });
  expect(await restConnection(database, { ...rest, forMs: 90_000, reason: "busy" })).toBe(false);
  expect(await findConnectionRest(database, "initech")).toMatchObject({ reason: "busy" });
});

test("a rest that is over is none", async () => {
  await restConnection(database, { connection: "umbrella", forMs: -1, ...told });
  expect(await findConnectionRest(database, "umbrella")).toBeUndefined();
});
