import { backfillGates } from "@fieldwork/contracts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import { createBackfill, setBackfill } from "./backfills.ts";
import { listOnlyRead, listOpenBackfills } from "./whole-line.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});

afterAll(() => store.drop());

beforeEach(async () => {
  await database.query("truncate backfill, record, definition, work cascade");
  await database.query(
    `insert into definition (name, hash, content, is_current, released_by)
     values ('profile', 'h', '{"object": "company"}', true, 'ann'), ('old', 'h', '{"object": "company"}', false, 'ann')`,
  );
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs, deleted)
     select connection, 'company', n::text, now(), 'a', now(), '{}', '{}', n > 3
     from generate_series(1, 4) as n, unnest(array['hub', 'sales']) as connection`,
  );
});

const work = (ids: readonly string[], state: string) =>
  database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at)
     select 'hub', 'company', id, 'profile', $2, '{b1}', 'h', now() from unnest($1::text[]) as id`,
    [ids, state],
  );

async function backfillOf(connection: string, id: string): Promise<void> {
  const about = {
    enrichment: "profile",
    definitionHash: "h",
    connection,
    object: "company",
  } as const;
  await database.transaction((tx) =>
    createBackfill(tx, {
      ...{ id, ...about, filter: { all: [] }, ramp: [1], restMinutes: 60, maxNanoUsd: null },
      gates: backfillGates.parse({}),
      orderedBy: "ann",
    }),
  );
}

test("what was only read is counted by connection and enrichment, until a backfill is ordered of it", async () => {
  await work(["1"], "written");
  expect(await listOnlyRead(database)).toEqual([
    { connection: "hub", object: "company", enrichment: "profile", records: 2 },
    { connection: "sales", object: "company", enrichment: "profile", records: 3 },
  ]);
  await backfillOf("sales", "b1");
  expect(await listOnlyRead(database)).toMatchObject([{ connection: "hub" }]);
});

test("a backfill goes on by itself unless it rests, is paused, or all that it sent waits", async () => {
  await backfillOf("hub", "b1");
  const goesOn = async () => (await listOpenBackfills(database)).map((one) => one.goesOn);
  expect(await goesOn()).toEqual([]);
  await setBackfill(database, "b1", { state: "running" });
  expect(await goesOn()).toEqual([true]);
  await work(["1", "2"], "ready");
  await database.query(
    `update backfill_record set state = 'sent', work_id = work.id from work
     where work.record_id = backfill_record.record_id`,
  );
  expect(await listOpenBackfills(database)).toMatchObject([{ goesOn: false, waiting: 1 }]);
  await database.query("update work set state = 'written' where record_id = '1'");
  expect(await goesOn()).toEqual([true]);
  for (const state of ["resting", "paused"] as const) {
    await setBackfill(database, "b1", { state });
    expect(await goesOn()).toEqual([false]);
  }
});
