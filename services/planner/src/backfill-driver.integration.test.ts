import { everyRecord } from "@fieldwork/contracts";
import { type Database, findHolds } from "@fieldwork/store";
import { countBackfill, createBackfill, setBackfill } from "@fieldwork/store/backfills";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { stepBackfill } from "./backfill-driver.ts";
import type { ReceivedChange } from "./plan-work.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});

afterAll(() => store.drop());

const id = "b1";

beforeEach(async () => {
  await database.query("truncate backfill, record, work, hold, model_call cascade");
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select 'hub', 'company', n::text, now(), 'a', now(), '{"name": "A"}', '{}' from generate_series(1, 14) as n`,
  );
  await database.transaction((tx) =>
    createBackfill(tx, {
      ...{ id, enrichment: "profile", definitionHash: "h", connection: "hub", object: "company" },
      ...{ filter: everyRecord, ramp: [12], restMinutes: 60, maxNanoUsd: null, orderedBy: "ann" },
    }),
  );
  await setBackfill(database, id, { state: "running" });
});

/** As the planner does: the same work is wanted, however often. */
async function want(changes: readonly ReceivedChange[]): Promise<void> {
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at)
     select 'hub', 'company', id, 'profile', 'ready', '{b1}', 'h', now() from unnest($1::text[]) as id
     on conflict do nothing`,
    [changes.map(({ event }) => event.ref.id)],
  );
}

async function step(handle = want): Promise<boolean> {
  await database.query("update backfill set next_at = now() - interval '1 second'");
  return stepBackfill({ database, handle });
}

const counts = async () =>
  (await countBackfill(database, id)).map(({ state, outcome, count }) => [state, outcome, count]);
const end = (state: string, where: string) =>
  database.query(`update work set state = $1, settled_at = now() where ${where}`, [state]);

test("a step that a crash cuts off is taken again, and no record is lost or taken twice", async () => {
  const crash = async (changes: readonly ReceivedChange[]) => {
    await want(changes);
    throw new Error("killed");
  };
  await expect(step(crash)).rejects.toThrow("killed");
  expect(await counts()).toEqual([["waiting", null, 14]]);
  await step();
  await step();
  expect(await counts()).toEqual([
    ["sent", null, 12],
    ["waiting", null, 2],
  ]);
  expect(await database.query("select from work")).toHaveLength(12);
});

test("a step that went badly pauses the backfill with its numbers, and holds it", async () => {
  await step();
  await end("dead", "id in (select id from work order by id limit 3)");
  await end("written", "state = 'ready'");
  await step();
  expect(await counts()).toEqual([
    ["ended", "dead", 3],
    ["ended", "written", 9],
    ["waiting", null, 2],
  ]);
  const [backfill] = await database.query("select state, stopped_by from backfill");
  expect(backfill).toEqual({
    ...{ state: "paused", stopped_by: { gate: "failed", n: 12, count: 3, most: 1 } },
  });
  expect((await findHolds(database)).holds).toMatchObject([{ scope: "backfill", target: id }]);
  expect(await step()).toBe(false);
});

test("a record that is gone since is not wanted, and counts as ended", async () => {
  await database.query("delete from record");
  await step();
  expect(await counts()).toEqual([
    ["ended", "skipped", 12],
    ["waiting", null, 2],
  ]);
});
