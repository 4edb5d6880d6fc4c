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

test("a run counts a record whose every answer the checks rejected apart from one at which the model abstained", async () => {
  const start = await markRunStart(database);
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       reason_code, settled_at)
     select 'hubspot', 'company', code || n, 'profile', 'skipped', '{live}', 'h', now(), code, clock_timestamp()
     from (values ('abstained', 1), ('rejected', 1), ('rejected', 2), ('human-value', 1)) as t (code, n)`,
  );
  const { records } = await findRunFigures(database, start);
  expect(records).toMatchObject({ abstained: 1, rejected: 2, skipped: 1 });
});
