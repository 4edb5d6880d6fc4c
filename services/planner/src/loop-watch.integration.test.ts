import { testLogger } from "@fieldwork/runtime/testing";
import { type Database, findHolds, type PlannedWork } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createLoopWatch, type LoopWatch, mostParked } from "./loop-watch.ts";

let store: TestStore;
let database: Database;
let watch: LoopWatch;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});

afterAll(() => store.drop());

beforeEach(() => database.query("truncate hold, work, write_intent cascade"));

const refOf = (id: string) => ({ connection: "hub", object: "company", id }) as const;

function changeOf(id: string, wantedBy: string[] = ["live"]): PlannedWork {
  return {
    ...{ ref: refOf(id), enrichment: "profile", inputHash: "h", wantedBy, traceparent: null },
    ...{ state: "ready", reason: null, vendorAt: new Date(nowMs).toISOString() },
  };
}

let nowMs = Date.now() - 3_600_000;

/** A write of each, carried out at this moment. */
async function write(ids: readonly string[], generation: number): Promise<void> {
  await database.query(
    `with written as (
       insert into work (connection, object, record_id, enrichment, wanted_by, state, wanted_hash, vendor_at)
       select 'hub', 'company', id, 'profile', '{live}', 'written', 'h', now() from unnest($1::text[]) as id
       on conflict (connection, object, record_id, enrichment) do update set wanted_hash = 'h'
       returning id, record_id
     )
     insert into write_intent (connection, object, record_id, field, after_value, work_id, generation, fingerprint,
       state, opened_at, settled_at, wanted_by)
     select 'hub', 'company', record_id, field, 'v', id, $2, 'f', 'settled', to_timestamp($3 / 1000.0), to_timestamp($3 / 1000.0), '{live}'
     from written, unnest(array['one', 'other']) as field`,
    [ids, generation, nowMs],
  );
}

async function loop(ids: readonly string[], rounds: number): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    await write(ids, round);
    const changes = ids.map((id) => changeOf(id));
    nowMs += 1000;
    watch.note(changes);
    nowMs += 5000;
  }
}

async function watched(act: () => Promise<void>): Promise<string[]> {
  watch = createLoopWatch({ database, rounds: 4, nowMs: () => nowMs, logger: testLogger() });
  await act();
  await watch.start();
  await watch.stop();
  return (await findHolds(database)).holds.map(({ scope, target }) => `${scope} ${target}`);
}

test("a record that changed after each of so many writes is parked, and after one less it is not", async () => {
  expect(await watched(() => loop(["1"], 3))).toEqual([]);
  expect(await watched(() => loop(["2"], 4))).toEqual(["record hub/company/2"]);
});

test("what only a backfill wants, or nobody wrote, is no change that follows a write", async () => {
  const held = await watched(async () => {
    await loop(["1"], 3);
    watch.note([changeOf("1", ["backfill-1"])]);
    for (let round = 0; round < 4; round++) watch.note([changeOf("2")]);
  });
  expect(held).toEqual([]);
});

test("if too many records of a connection keep coming back, the connection is paused", async () => {
  const ids = Array.from({ length: mostParked }, (_, at) => `${at}`);
  const held = await watched(() => loop(ids, 4));
  expect(held.filter((one) => one.startsWith("record"))).toHaveLength(mostParked);
  expect(held).toContain("connection hub");
});
