import { callPurpose } from "@fieldwork/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database } from "../../database.ts";
import { migrate } from "../../migrate.ts";
import { storeMigrations } from "../../migrations.ts";
import { bookCalls } from "../../model-calls.ts";
import { createTestDatabase, type TestDatabase } from "../../testing.ts";
import { findRunFigures, markRunStart } from "./run-figures.ts";

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({
    ...{ connectionString: testDatabase.url, max: 2, applicationName: "test" },
  });
  await migrate(database, [storeMigrations]);
});

afterAll(async () => {
  await database.stop();
  await testDatabase.drop();
});

test("a run counts the calls for its work, and the money of whatever was asked", async () => {
  const start = await markRunStart(database);
  const reservations = callPurpose.options.flatMap((purpose) =>
    (["first", "repair"] as const).map((kind, index) => ({
      ...{ callId: purpose, attempt: index + 1, kind, provider: "openai", model: "gpt", purpose },
      ...{ scopes: ["total"], amountNanoUsd: 100n, wantedBy: [] },
      workId: purpose === "work" ? "1" : null,
    })),
  );
  await bookCalls(database, { reservations, settlements: [] });
  await bookCalls(database, {
    reservations: [],
    settlements: reservations.map(({ callId, attempt }) => ({
      ...{ callId, attempt, costNanoUsd: 60n, outcome: "clean", usage: null },
    })),
  });
  const { calls, spentNanoUsd } = await findRunFigures(database, start);
  expect(calls).toMatchObject({ made: 2, repaired: 1 });
  expect(spentNanoUsd).toBe(600n);
});
