import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "./database.ts";
import { claimLaneCheck, closeLane, keepLaneClosed, openLane } from "./lanes.ts";
import { acquitSuspects, countSuspect, noteSuspect } from "./model-suspects.ts";
import { openTestStore, type TestStore } from "./testing.ts";

let testStore: TestStore;
let database: Database;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ database } = testStore);
});

afterAll(() => testStore.drop());

test("a failure that comes in after its model was refused a check is held against no record", async () => {
  const model = { provider: "openai", model: "gpt" };
  const suspect = { ...model, signature: "400", workId: "1" };
  const reason = { code: "model-rate-limited", detail: { said: "400" } } as const;
  const pause = { waitMs: undefined, baseMs: 0, capMs: 0 };
  await closeLane(database, {
    ...pause,
    ...{ name: "openai/gpt", lane: "openai", model: "gpt", enrichment: "profile" },
    ...{ needsCheck: true, reason },
  });
  const check = await claimLaneCheck(database, { token: crypto.randomUUID(), leaseMs: 1000 });
  if (check === undefined) expect.unreachable();
  await acquitSuspects(database, model);
  await keepLaneClosed(database, check, { ...pause, reason });

  await noteSuspect(database, suspect);
  expect(await countSuspect(database, suspect)).toBe(false);

  const again = await claimLaneCheck(database, { token: crypto.randomUUID(), leaseMs: 1000 });
  if (again === undefined) expect.unreachable();
  await openLane(database, again);
  expect(await countSuspect(database, suspect)).toBe(true);
});

test("what was given up for a model that refuses everything is wanted again, unless nobody wants it by now", async () => {
  const model = { provider: "openai", model: "other" };
  const rows = await database.query<{ id: string }>(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at)
     select 'hubspot', 'company', by, 'profile', 'dead', array_remove(array[by], 'nobody'), 'h', now()
     from unnest(array['live', 'nobody']) as by returning id`,
  );
  for (const { id: workId } of rows) {
    const suspect = { ...model, signature: "400", workId };
    await noteSuspect(database, suspect);
    await countSuspect(database, suspect);
  }
  await database.query("update work set settled_at = now()");
  expect(await acquitSuspects(database, model)).toBe(1);
  const states = await database.query("select record_id as by, state from work order by id");
  expect(states).toEqual([
    { by: "live", state: "ready" },
    { by: "nobody", state: "dead" },
  ]);
});
