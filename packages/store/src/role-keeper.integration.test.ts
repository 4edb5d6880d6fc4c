import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveCursor } from "./cursors.ts";
import type { Database } from "./database.ts";
import { createRoleKeeper } from "./role-keeper.ts";
import { takeRole } from "./role-leases.ts";
import { openTestStore, type TestStore } from "./testing.ts";

let testDatabase: TestStore;
let database: Database;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(async () => {
  await testDatabase?.drop();
});

const keeperOf = (role: string, holder: string, leaseMs: number) =>
  createRoleKeeper({ database, claim: { role, holder }, leaseMs, logger: testLogger() });

describe("a role", () => {
  test("is played by one holder, and by the next at once when that one stops", async () => {
    const [first, second] = [keeperOf("r1", "a", 6000), keeperOf("r1", "b", 6000)];
    await first.start();
    await eventually(() => expect(first.isHeld()).toBe(true));
    await second.start();
    expect(await takeRole(database, { role: "r1", holder: "b", leaseMs: 6000 })).toBe(false);
    expect(second.isHeld()).toBe(false);
    await first.stop();
    await eventually(() => expect(second.isHeld()).toBe(true), { timeoutMs: 5000 });
    await second.stop();
  });

  test("falls to another when its holder no longer renews it, who then knows", async () => {
    expect(await takeRole(database, { role: "r2", holder: "killed", leaseMs: 300 })).toBe(true);
    const next = keeperOf("r2", "next", 6000);
    await next.start();
    await eventually(() => expect(next.isHeld()).toBe(true));
    expect(await takeRole(database, { role: "r2", holder: "killed", leaseMs: 300 })).toBe(false);
    await next.stop();
  });

  test("a reader that lost its role leaves the cursor of the next one alone", async () => {
    const at = { connection: "c", object: "company" as const };
    await takeRole(database, { role: "r3", holder: "new", leaseMs: 60_000 });
    const save = (holder: string, n: number) =>
      saveCursor(database, { ...at, cursor: { n }, reader: { role: "r3", holder } });
    expect(await save("new", 2)).toBe(true);
    expect(await save("old", 1)).toBe(false);
    const rows = await database.query("select cursor from connection_cursor");
    expect(rows).toEqual([{ cursor: { n: 2 } }]);
  });
});
