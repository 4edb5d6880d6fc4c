import { type Enrichment, loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { testLogger } from "@fieldwork/runtime/testing";
import { type Database, refreshDue } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { refreshOld } from "./refresher.ts";

let store: TestStore;
let database: Database;
let enrichments: Enrichment[];

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
  enrichments = await loadEnrichments();
});

beforeEach(() => database.query("truncate work"));

afterAll(() => store.drop());

async function add(id: string, state: string, daysAgo: number, enrichment = "company-profile") {
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, settled_hash,
       vendor_at, wanted_at, settled_at)
     select 'hub', 'company', $1, $4, $2, '{live}', 'h', 'h', now(), at, at
     from (select now() - $3::float8 * interval '1 day' as at) as ended`,
    [id, state, daysAgo, enrichment],
  );
}

async function wantedAgain(): Promise<object[]> {
  return database.query(
    `select record_id as id, wanted_by as by, class, wanted_hash as hash from work
     where state = 'ready' order by record_id`,
  );
}

function refresh() {
  const current = enrichments.map((one) =>
    one.name === "company-profile" ? { ...one, refreshAfter: "30d" } : one,
  );
  return refreshOld({ database, definitions: fixedDefinitions(current), logger: testLogger() });
}

test("written values that are old enough are wanted again, as a backfill with a name of its own", async () => {
  await add("old", "written", 31);
  await add("new", "written", 29);
  await add("skipped", "skipped", 31);
  await add("asking", "asking", 31);
  await add("other", "written", 31, "contact-role");
  expect(await refresh()).toBe(1);
  const wanted = { by: ["refresh-company-profile"], class: "backfill", hash: "h" };
  expect(await wantedAgain()).toEqual([{ id: "old", ...wanted }]);
  expect(await refresh()).toBe(0);
});

test("values that were found to stand when they were looked at last are wanted again too", async () => {
  const end = (id: string, code: string, decisions: string[]) =>
    database.query("update work set reason_code = $2, reason_detail = $3 where record_id = $1", [
      id,
      code,
      JSON.stringify({ decisions }),
    ]);
  for (const id of ["all", "some", "none", "human"]) await add(id, "skipped", 31);
  await end("all", "value-stands", []);
  await end("some", "nothing-to-write", ["abstained", "unchanged"]);
  await end("none", "nothing-to-write", ["abstained", "human-value"]);
  await end("human", "human-value", []);
  expect(await refresh()).toBe(2);
  expect(await wantedAgain()).toMatchObject([{ id: "all" }, { id: "some" }]);
  expect(await refresh()).toBe(0);
});

test("the oldest come first, and no more than a part while that has not drained", async () => {
  for (const days of [40, 60, 50]) await add(`${days}`, "written", days);
  const of = { enrichment: "company-profile", wanter: "refresh-x", afterMs: 1000, limit: 2 };
  expect(await Promise.all([refreshDue(database, of), refreshDue(database, of)])).toContain(2);
  expect((await wantedAgain()).slice(-2)).toMatchObject([{ id: "50" }, { id: "60" }]);
  await database.query(
    "update work set state = 'written', settled_at = now() where state = 'ready'",
  );
  await add("55", "written", 55);
  await add("56", "written", 56);
  expect(await refreshDue(database, of)).toBeGreaterThan(0);
  expect(await refreshDue(database, of)).toBe(0);
});

test("a change that comes while a row is looked at keeps its inputs", async () => {
  await add("old", "written", 31);
  await database.transaction(async (tx) => {
    await tx.query(
      "update work set wanted_hash = 'newer', wanted_generation = 2 where record_id = 'old'",
    );
    expect(await refresh()).toBe(0);
  });
  expect(await refresh()).toBe(1);
  expect(await wantedAgain()).toMatchObject([{ hash: "newer" }]);
});
