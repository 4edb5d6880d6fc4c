import { backfillGates, everyRecord } from "@fieldwork/contracts";
import type { Enrichment } from "@fieldwork/enrichments";
import { type Database, releaseDefinitions } from "@fieldwork/store";
import { countBackfill, createBackfill, setBackfill } from "@fieldwork/store/backfills";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { stepBackfill } from "./backfill-driver.ts";
import { createChangeHandler } from "./handle-changes.ts";
import { plainEnrichment } from "./testing.ts";

let store: TestStore;
let database: Database;
beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});
afterAll(() => store.drop());
beforeEach(() => database.query("truncate record, work, backfill, definition cascade"));

async function records(count: number): Promise<void> {
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select 'hub', 'company', n::text, now(), 'a', now(), '{"description": "A"}', '{}' from generate_series(1, $1::int) as n`,
    [count],
  );
}

test("a planner that does not know a definition yet which was released a moment ago passes over no record of its backfill", async () => {
  await records(3);
  // The api has released it, and a backfill of it was started; this planner looks once a second.
  await releaseDefinitions(database, {
    definitions: [{ name: "profile", hash: "d1", content: { object: "company" } }],
    by: "ann",
  });
  const id = "b1";
  await database.transaction((tx) =>
    createBackfill(tx, {
      ...{ id, enrichment: "profile", definitionHash: "d1", connection: "hub", object: "company" },
      ...{ filter: everyRecord, ramp: [], restMinutes: 0, maxNanoUsd: null, orderedBy: "ann" },
      gates: backfillGates.parse({}),
    }),
  );
  await setBackfill(database, id, { state: "running" });
  let current: Enrichment[] = [];
  const handle = createChangeHandler({
    ...{ database, definitions: { current: () => current } },
    filterable: { current: () => new Map() },
  });
  await stepBackfill({ database, handle });
  current = [plainEnrichment("profile")];
  await database.query("update backfill set next_at = now() - interval '1 second'");
  await stepBackfill({ database, handle });
  const counts = (await countBackfill(database, id)).map(({ state, reason, count }) => [
    ...[state, reason, count],
  ]);
  expect(counts).toEqual([["sent", null, 3]]);
});
