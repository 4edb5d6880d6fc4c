import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../database.ts";
import { recordDecisions } from "../../decisions.ts";
import { openTestStore, type TestStore } from "../../testing.ts";
import { placeOrders } from "../../write-orders.ts";
import { findHappenings, findLatest } from "./happenings.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});

afterAll(async () => {
  await store.drop();
});

test("a watcher sees what was decided of an order as well as of an answer", async () => {
  const seen = await findLatest(database);
  const ref = { connection: "hubspot", object: "company" as const, id: "7" };
  const [workId = ""] = await placeOrders(database, [
    {
      ...{ ref, enrichment: "profile", field: "ai_industry", kind: "correct", value: "Mining" },
      ...{ owner: "person", expectedValue: null, fingerprint: "", answerId: null },
      ...{ orderedBy: "ann", run: null },
    },
  ]);
  await recordDecisions(database, [
    {
      ...{ workId, generation: 1, wantedBy: [], field: "ai_industry", decision: "write" },
      ...{ reason: { code: "ordered", detail: null }, liveValue: null, answerValue: "Mining" },
      ...{ fingerprint: "", traceparent: null, answerId: null, opensReview: false },
    },
  ]);
  const until = await findLatest(database);
  expect(await findHappenings(database, { since: seen, until })).toMatchObject([
    { ref, field: "ai_industry", text: "written: Mining" },
  ]);
});
