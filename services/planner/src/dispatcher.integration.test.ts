import { loadEnrichments } from "@fieldwork/enrichments";
import { createPostgresLanes, type Lanes } from "@fieldwork/lanes";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  closeLane,
  createDatabase,
  type Database,
  migrate,
  storeMigrations,
} from "@fieldwork/store";
import { createTestDatabase, type TestDatabase } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDispatcher } from "./dispatcher.ts";

let testDatabase: TestDatabase;
let database: Database;
let lanes: Lanes;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { url: connectionString } = testDatabase;
  database = createDatabase({ connectionString, max: 4, applicationName: "test" });
  await migrate(database, [storeMigrations]);
  lanes = createPostgresLanes({ connectionString, workers: 1, logger: testLogger() });
  await lanes.start();
});

afterAll(async () => {
  await lanes.stop();
  await database.stop();
  await testDatabase.drop();
});

test("lanes are as PostgreSQL says from the dispatcher's start, however a killed one left them", async () => {
  const enrichments = await loadEnrichments({ route: ["baseline/tf-idf"] });
  const seen: string[] = [];
  await lanes.consume("baseline", {
    concurrency: 1,
    handle: async ({ workId }) => void seen.push(workId),
  });
  // What a killed process leaves: closed for long, and nobody there to open it in time.
  await lanes.closeUntil("baseline", new Date(Date.now() + 3_600_000));
  await lanes.dispatch("baseline", [{ workId: "1", generation: 1 }]);
  const dispatcher = createDispatcher({
    database,
    lanes,
    enrichments,
    window: 10,
    logger: testLogger(),
  });
  await dispatcher.start();
  await eventually(() => expect(seen).toEqual(["1"]));
  await closeLane(database, { lane: "baseline", closeMs: 4000, reason: "429" });
  await eventually(async () => {
    await lanes.dispatch("baseline", [{ workId: "2", generation: 1 }]);
    expect((await lanes.counts("baseline")).waiting).toBeGreaterThan(1);
  });
  // And opens at its time.
  await eventually(async () => expect((await lanes.counts("baseline")).waiting).toBe(0));
  await dispatcher.stop();
});
