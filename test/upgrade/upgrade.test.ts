import { readFile } from "node:fs/promises";
import { reason as reasonSchema, reasonText } from "@fieldwork/contracts";
import { eventLogMigrations } from "@fieldwork/event-log";
import {
  approvePreviews,
  createDatabase,
  type Database,
  findOwnership,
  migrate,
  returnLapsed,
  runAgain,
  setBudgets,
  storeMigrations,
  takeReady,
} from "@fieldwork/store";
import { findTrail } from "@fieldwork/store/reading";
import { createTestDatabase, type TestDatabase } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Where a column of the version before has gone. Whoever drops another one names it here. */
const gone: Readonly<Record<string, readonly string[]>> = {
  // Reasons are codes, looked at below.
  work: ["reason", "class"],
  write_decision: ["reason"],
  write_intent: ["reply"],
  write_brake: ["reason"],
  lane: ["reason"],
  model_check: ["reason"],
  log_dead_letter: ["error"],
  // Offsets of two topics cannot be compared.
  record: ["log_offset"],
};

/** What is told otherwise than before: looked at below. */
const retold: Readonly<Record<string, readonly string[]>> = {
  work: ["state"],
  lane: ["reason_code"],
  write_decision: ["decision"],
  model_call: ["outcome"],
};

let testDatabase: TestDatabase;
let database: Database;
const before = new Map<string, Row[]>();

type Row = Readonly<Record<string, unknown>>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({
    ...{ connectionString: testDatabase.url, max: 4, applicationName: "test" },
  });
  const old = await readFile(new URL("before-reason-codes.sql", import.meta.url), "utf8");
  await testDatabase.pool.query(old);
  for (const table of await tables()) before.set(table, await rowsOf(table));
  await migrate(database, [storeMigrations, eventLogMigrations]);
});

afterAll(async () => {
  await database.stop();
  await testDatabase.drop();
});

async function tables(): Promise<string[]> {
  const rows = await testDatabase.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migration'",
  );
  return rows.rows.map(({ name }) => name);
}

async function rowsOf(table: string): Promise<Row[]> {
  const { rows } = await testDatabase.pool.query<{ row: Row }>(
    `select to_jsonb(t) as row from ${table} t`,
  );
  return rows.map(({ row }) => row);
}

async function reasons(table: string, name: string): Promise<Map<string, string>> {
  const { rows } = await testDatabase.pool.query<{ name: string; code: string; detail: unknown }>(
    `select ${name} as name, reason_code as code, reason_detail as detail from ${table}
     where reason_code is not null`,
  );
  return new Map(
    rows.map(({ name: key, code, detail }) => [
      key,
      `${code}: ${reasonText(reasonSchema.parse({ code, detail }))}`,
    ]),
  );
}

function sorted(rows: readonly Row[], without: readonly string[]): string[] {
  const keep = (row: Row) =>
    Object.entries(row)
      .filter(([column]) => !without.includes(column))
      .toSorted(([one], [other]) => one.localeCompare(other));
  return rows.map((row) => JSON.stringify(keep(row))).toSorted();
}

test("work stands in every state before, so that every state is migrated", () => {
  const states = new Set(before.get("work")?.map(({ state }) => state));
  expect([...states].toSorted()).toEqual([
    ...["answered", "asking", "dead", "dispatched", "ready", "review", "skipped"],
    ...["superseded", "writing", "written"],
  ]);
  const empty = [...before].filter(([, rows]) => rows.length === 0).map(([table]) => table);
  // The log's own tables and the roles are filled by whoever runs, anew each time.
  expect(empty.filter((table) => !/^(log_|role_lease)/.test(table))).toEqual([]);
});

test("every row of every table is there afterwards, with all that it said", async () => {
  for (const [table, rows] of before) {
    const without = [...(gone[table] ?? []), ...(retold[table] ?? [])];
    const columns = new Set(rows.flatMap((row) => Object.keys(row)));
    const after = (await rowsOf(table)).map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => columns.has(column))),
    );
    expect({ table, rows: sorted(after, without) }).toEqual({ table, rows: sorted(rows, without) });
  }
});

test("what the line alone wanted is live, and running work serves the line", async () => {
  const rows = await database.query(
    `select distinct class, wanted_by, running_by, running_generation is null as idle from work order by idle`,
  );
  expect(rows).toEqual([
    { class: "live", wanted_by: ["live"], running_by: ["live"], idle: false },
    { class: "live", wanted_by: ["live"], running_by: null, idle: true },
  ]);
});

test("each reason of work is told by its code, and people read the sentence of today", async () => {
  const told = await reasons("work", "record_id");
  const group =
    "braked: 5 records in a row were refused for the same reason, so all wait while one is tried now and then: [crm_write_rejected] FIELD_CUSTOM_VALIDATION_EXCEPTION: Industry is closed";
  expect(Object.fromEntries(told)).toEqual({
    "skipped-empty": "input-empty: input description is empty",
    "skipped-deleted": "record-deleted: the record is deleted in the CRM",
    "skipped-human": "human-value: the field has a person's value",
    "skipped-policy": "policy-never: the field's policy is never",
    "skipped-if-empty":
      "policy-if-empty: the field's policy is if-empty, and the field is not empty",
    "skipped-unchanged": "value-stands: the CRM already has this value",
    "skipped-mixed": "nothing-to-write: unchanged, human-value",
    "skipped-abstained": "abstained: the model gave no answer",
    "skipped-undefined":
      "enrichment-undefined: the enrichment company-profile is no longer defined",
    "dead-model":
      "model-refused-content: the model refused to answer about this content: content_filter: this text is not allowed",
    "dead-crm":
      "crm-unanswered: the write was sent, and no reply confirms it: no answer came within 30 s",
    "review-unsure": "low-confidence: confidence 0.30 is below 0.5",
    "review-long": "value-too-long: ai_industry__c holds 20 characters, the value has 40",
    "review-option": "option-unknown: ai_industry__c has no such option",
    "review-read-only": "field-read-only: the CRM does not let us write ai_industry__c",
    "review-group-1": group,
    "review-group-2": group,
    "answered-resting":
      "crm-locked: the record is locked in the CRM: UNABLE_TO_LOCK_ROW: unable to obtain exclusive access",
    "answered-hidden": "field-hidden: hidden from us: ai_industry",
    "ready-budget":
      "budget-exhausted: a budget has no room: the budget total has no room for a call to gpt-x",
    "ready-outage":
      "backend-unavailable: PostgreSQL or Redis was unavailable: Redis did not answer",
    "ready-other": "asked-by-another: another record is asking the same question",
    "ready-hidden": "input-hidden: input description is hidden from us",
  });
});

test("work stands as it stood, but for what was only previewed; what waits for a person is a review of its field", async () => {
  const was = new Map(before.get("work")?.map(({ id, state }) => [String(id), state]));
  const is = await database.query<{ id: string; record: string; state: string }>(
    "select id, record_id as record, state from work",
  );
  const other = is.filter(({ id, state }) => was.get(id) !== state);
  expect(other.map(({ record, state }) => ({ record, state }))).toEqual([
    { record: "review-preview", state: "previewed" },
  ]);
  const open = await database.query(
    `select record_id as record, field, reason_code as reason from review where closed_at is null order by 1, 2`,
  );
  expect(open).toEqual([
    { record: "review-long", field: "ai_industry", reason: "value-too-long" },
    { record: "review-option", field: "ai_industry", reason: "option-unknown" },
    { record: "review-read-only", field: "ai_industry", reason: "field-read-only" },
    { record: "review-unsure", field: "ai_industry", reason: "low-confidence" },
  ]);
});

test("decisions, dead events, intents, lanes and checks tell theirs by code too", async () => {
  const decided = await database.query(
    "select decision, reason_code as reason from write_decision group by 1, 2 order by 1, 2",
  );
  expect(decided).toEqual([
    { decision: "abstained", reason: "abstained" },
    { decision: "cannot-be-written", reason: "field-read-only" },
    { decision: "cannot-be-written", reason: "option-unknown" },
    { decision: "cannot-be-written", reason: "value-too-long" },
    { decision: "human-value", reason: "human-value" },
    { decision: "low-confidence", reason: "low-confidence" },
    { decision: "policy", reason: "policy-if-empty" },
    { decision: "policy", reason: "policy-never" },
    { decision: "unchanged", reason: "value-stands" },
    { decision: "write", reason: "field-empty" },
  ]);
  expect([...(await reasons("lane", "name"))]).toEqual([
    [
      "openai/gpt-x",
      "model-quota: the account's quota is used up: You exceeded your current quota",
    ],
  ]);
  expect((await reasons("model_check", "key")).get("k1")).toMatch(
    /^model-refused-request: .*seed$/,
  );
  expect(Object.fromEntries(await reasons("log_dead_letter", "key"))).toEqual({
    "hubspot/company/big": "data-invalid: the store cannot hold it: too large",
    "hubspot/company/odd": "event-malformed: the event is malformed: no version",
  });
  const intents = await reasons("write_intent", "record_id");
  expect(intents.get("dead-crm")).toMatch(/^crm-unanswered: /);
  expect(intents.get("review-group-2")).toMatch(/^crm-refused-record: .*Industry is closed$/);
});

test("money that a person freed is still known as freed, and budgets stand as they stood", async () => {
  const [held] = await database.query<{ outcome: string; freed: boolean }>(
    "select outcome, released_at is not null as freed from model_call where call_id = 'held'",
  );
  expect(held).toEqual({ outcome: "model_timeout", freed: true });
});

test("what waits under a brake is one group, and the brake knows it", async () => {
  const groups = await database.query<{ group_id: string; count: number }>(
    "select group_id, count(*)::int as count from work where group_id is not null group by 1",
  );
  const [brake] = await database.query("select group_id, tries from write_brake");
  expect(groups).toEqual([{ group_id: expect.any(String), count: 2 }]);
  expect(brake).toEqual({ group_id: groups[0]?.group_id, tries: 2 });
});

test("the line goes on with it: what was in hand comes back, and what waits can be taken", async () => {
  const ref = { connection: "hubspot", object: "company", id: "written-twice" } as const;
  expect((await findTrail(database, ref))?.work).toMatchObject([{ state: "written" }]);
  const owned = await findOwnership(database, {
    ...{ connection: "hubspot", object: "company", recordIds: ["written", "writing"] },
  });
  expect(owned).toMatchObject({
    ledger: [{ recordId: "written", owner: "fieldwork", value: "Energy" }],
    intents: [{ recordId: "writing", afterValue: "Energy" }],
  });
  expect(await returnLapsed(database)).toEqual({ asking: 2, writing: 1 });
  expect(await approvePreviews(database)).toBe(1);
  expect(await runAgain(database, {})).toBe(2);
  await setBudgets(database, [{ of: "total", per: "once", limitNanoUsd: 60_000_000n }]);
  const taken = await takeReady(database, {
    ...{ lane: "mistral", enrichments: ["company-profile"], limit: 100 },
    places: { live: 100, backfill: 0 },
  });
  const names = await database.query<{ id: string }>(
    "select record_id as id from work where id = any($1::bigint[]) order by 1",
    [taken.map(({ workId }) => workId)],
  );
  expect(names.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      "asking",
      "asking-edited",
      "dead-crm",
      "dead-model",
      "ready",
      "ready-budget",
    ]),
  );
});
