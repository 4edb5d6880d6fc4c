import { backfillGates, everyRecord } from "@fieldwork/contracts";
import type { SheetFigures } from "@fieldwork/contracts/api";
import { type Database, findHolds, releaseHeld } from "@fieldwork/store";
import {
  countBackfill,
  countRun,
  createBackfill,
  keepSheet,
  setBackfill,
} from "@fieldwork/store/backfills";
import { keepConnectionTerms } from "@fieldwork/store/terms";
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
  await database.query("truncate backfill, record, work, answer, hold, model_call cascade");
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select 'hub', 'company', n::text, now(), 'a', now(), '{"name": "A"}', '{}' from generate_series(1, 14) as n`,
  );
  await database.transaction((tx) =>
    createBackfill(tx, {
      ...{ id, enrichment: "profile", definitionHash: "h", connection: "hub", object: "company" },
      ...{ filter: everyRecord, ramp: [12], restMinutes: 60, maxNanoUsd: null, orderedBy: "ann" },
      gates: backfillGates.parse({}),
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

test("what is answered counts as waiting for a job of the CRM where the connection chose these, and nowhere else", async () => {
  await step();
  await database.query(
    "update work set state = 'answered' where id in (select id from work limit 5)",
  );
  const awaitingJob = async () => (await countRun(database, id, 0)).awaitingJob;
  const terms = { connection: "hub", maxWriteBatch: 100, quotaUsed: null, quotaLimit: null };
  await keepConnectionTerms(database, [{ ...terms, writes: "fast" }]);
  expect(await awaitingJob()).toBe(0);
  await keepConnectionTerms(database, [{ ...terms, writes: "fast", jobsFrom: 2000 }]);
  expect(await awaitingJob()).toBe(5);
  await database.query("truncate connection_terms");
});

test("a record that is gone since is not wanted, and counts as ended", async () => {
  await database.query("delete from record");
  await step();
  expect(await counts()).toEqual([
    ["ended", "skipped", 12],
    ["waiting", null, 2],
  ]);
});

const money = async () => {
  const rows = await countBackfill(database, id);
  const [backfill] = await database.query<{ charged: number }>(
    "select spent_nano_usd::int as charged from backfill",
  );
  const sum = (of: "spentNanoUsd" | "heldNanoUsd") => rows.reduce((all, row) => all + row[of], 0);
  return { spent: sum("spentNanoUsd"), held: sum("heldNanoUsd"), ...backfill };
};

test("what is held for calls of unknown outcome is no spend, is charged all the same, and is given back with its release", async () => {
  await step();
  // Each was asked for 500: one call cost 70, of another nobody knows, and a third was for somebody else.
  await database.query(
    `insert into model_call (call_id, attempt, work_id, kind, provider, model, scopes, wanted_by, reserved_nano_usd,
       cost_nano_usd, settled_at)
     select 'c' || n, 1, id, 'first', 'openai', 'm', '{}', case n when 3 then '{live}' else '{b1}'::text[] end, 500,
       case n when 1 then 70 end, now()
     from (select id, row_number() over (order by id) as n from work) as work where n <= 3`,
  );
  await end("written", "state = 'ready'");
  await step();
  expect(await money()).toEqual({ spent: 70, held: 500, charged: 570 });
  expect(await releaseHeld(database)).toBe(2);
  expect(await money()).toEqual({ spent: 70, held: 0, charged: 70 });
});

/** As the enricher does: every record has an answer of its own, the first `rejected` of them a rejected one. */
async function answer(value: string, rejected: number): Promise<void> {
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, definition_hash, work_id, outputs, answered_at)
     select 'f' || id, 'answered', 'profile', 'p', 'h', id, jsonb_build_object('industry',
       case when row_number() over (order by id) <= $2 then '{"value": null, "rejected": ["no"]}'::jsonb
         else jsonb_build_object('value', $1::text) end), now()
     from work`,
    [value, rejected],
  );
  await database.query(
    "update work set fingerprint = 'f' || id, answered_at = now(), state = 'written', settled_at = now()",
  );
}

const stoppedBy = async () =>
  (await database.query<{ stop: object | null }>("select stopped_by as stop from backfill"))[0]
    ?.stop;

test("answers that were rejected fail their gate, and what was answered is added up once", async () => {
  await step();
  await answer("Energy", 3);
  await step();
  expect(await stoppedBy()).toEqual({ gate: "rejected", n: 12, count: 3, most: 2 });
  await step();
  expect(await database.query("select answered, rejected from backfill")).toEqual([
    { answered: 12, rejected: 3 },
  ]);
});

test("answers unlike the values that stood when the sheet was made fail their gate", async () => {
  const standing = [
    { output: "industry", from: "backfill", values: { Energy: 10, Media: 30 } },
  ] as const;
  await keepSheet(database, {
    ...{ backfillId: id, hash: "s", madeBy: "ann", validHours: 1 },
    basis: { filter: "", definition: "h", prices: "" },
    figures: { ...emptyFigures, standing },
  });
  await step();
  await answer("Energy", 0);
  await step();
  expect(await stoppedBy()).toMatchObject({
    ...{ gate: "shift", output: "industry", n: 12, of: 40, count: 0.75 },
  });
  const [row] = await database.query<{ judged: { gate: string; hasPassed: boolean }[] }>(
    "select judged from backfill",
  );
  const passed = row?.judged.filter(({ hasPassed }) => hasPassed).map(({ gate }) => gate);
  expect(passed).toEqual(["failed", "rejected", "abstained", "inReview", "refused", "overridden"]);
});

const nothing = { likely: 0, high: 0 };
const emptyFigures: SheetFigures = {
  records: { matched: 14, gone: 0, unaskable: 0, known: 0, asked: 14 },
  readings: { oldestAt: null, medianAt: null },
  ...{ values: [], inputTokens: nothing, outputTokens: nothing, nanoUsd: nothing, budgets: [] },
  basis: { from: "nothing", n: 0, text: "" },
  model: { model: "baseline/tf-idf", price: null },
  pricesConfirmedAt: "2026-11-27T00:00:00Z",
  crmCalls: {
    ...{ atLeast: null, likely: null, atMost: 28, jobs: 0 },
    ...{ left: null, aboveFloor: null, aDay: null, floorPercent: null, seenAt: null },
  },
  hours: { likely: null, rests: 0, binding: null, limits: [] },
  band: { mostNanoUsd: 0, mostNanoUsdPerRecord: null, mostRejectedShare: 0.2 },
  standing: [],
};
