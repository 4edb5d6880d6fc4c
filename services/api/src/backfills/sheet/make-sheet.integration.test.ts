import { objectAutomations } from "@fieldwork/contracts";
import { releasedEnrichment } from "@fieldwork/enrichments";
import { type Database, listReleased } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { claimAutomationReading, keepAutomations } from "@fieldwork/store/automations";
import { keepDescription, keepRecordPage, listBackfills } from "@fieldwork/store/backfills";
import { confirmTerms, keepConnectionTerms } from "@fieldwork/store/terms";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { changeBackfill, orderBackfill } from "../backfills.ts";
import { releaseForTest, testTerms } from "../testing.ts";
import { makeSheet, showSheet } from "./make-sheet.ts";
import { sheetText } from "./sheet-text.ts";

const ann = { kind: "person", id: "p", name: "Ann" } as const;
let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});

afterAll(() => store.drop());

const deps = () => ({ database, audit: recordAudit });
const routes = [{ enrichment: "profile", models: ["openai/m"] }];

/** Records 1 to 10, of which 9 has nothing to ask about and 10 is gone. */
beforeEach(async () => {
  await database.query(
    `truncate backfill, record, definition, audit, work, answer, model_call, field_ledger, model_terms,
       asked_route, connection_terms, automation_reading, described_object, budget, budget_spec cascade`,
  );
  await releaseForTest(database, "h1");
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs, deleted)
     select 'hub', 'company', n, now(), 'a', timestamptz '2026-11-01' + n * interval '1 day',
       jsonb_build_object('description', case when n < 9 then repeat('x', 120) else '' end, 'name', 'ab'),
       jsonb_build_object('ai_industry', case when n <= 4 then 'Energy' else '' end), n = 10
     from generate_series(1, 10) as n`,
  );
  // 1 and 2 are ours, 3 and 4 are people's, and a person cleared 5.
  await database.query(
    `insert into field_ledger (connection, object, record_id, field, owner, value)
     values ('hub', 'company', '1', 'ai_industry', 'fieldwork', 'Energy'),
       ('hub', 'company', '2', 'ai_industry', 'fieldwork', 'Energy'),
       ('hub', 'company', '3', 'ai_industry', 'person', 'Energy'),
       ('hub', 'company', '5', 'ai_industry', 'cleared-by-person', null)`,
  );
});

async function create(): Promise<string> {
  const { id } = await orderBackfill(deps(), ann, {
    ...{ enrichment: "profile", connection: "hub", filter: { all: [] }, ramp: [3, 4] },
    ...{ restMinutes: 30, maxNanoUsd: null },
  });
  return id;
}

const validHours = 24;

const start = (id: string, sheet?: string, maxNanoUsd?: number) =>
  changeBackfill(deps(), ann, { id, order: "start", sheet, maxNanoUsd });

/** The answer to the inputs that a record has now. */
async function answerBefore(record: string, value: string): Promise<void> {
  const { promptVersion } = await promptNow();
  await database.query(
    `with asked as (
       insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, settled_hash,
         vendor_at, fingerprint)
       values ('hub', 'company', $1, 'profile', 'written', '{live}', 'in', 'in', now(), 'f' || $1) returning id
     )
     insert into answer (fingerprint, state, enrichment, prompt_version, definition_hash, work_id, outputs, answered_at)
     select 'f' || $1, 'answered', 'profile', $2, 'h1', id, jsonb_build_object('industry', jsonb_build_object(
       'value', $3::text, 'confidence', 1, 'evidence', null)), now() from asked`,
    [record, promptVersion, value],
  );
}

async function promptNow(): Promise<{ promptVersion: string }> {
  const [row] = await database.query<{ content: unknown }>("select content from definition");
  const enrichment = releasedEnrichment(row?.content, "h1");
  if (!enrichment) throw new Error("the definition cannot be read");
  return enrichment;
}

test("a sheet counts what is matched, known, kept and asked, and says how old that is", async () => {
  await answerBefore("1", "Energy");
  await answerBefore("2", "Media");
  await answerBefore("6", "Media");
  const { figures, outdated } = await makeSheet(deps(), ann, { id: await create(), validHours });
  expect(figures.records).toEqual({ matched: 9, gone: 0, unaskable: 1, known: 3, asked: 5 });
  expect(figures.values).toMatchObject([
    {
      ...{ field: "ai_industry", policy: "own-or-empty", hidden: 0 },
      // 6 is known; of 7 and 8 nobody knows.
      created: { likely: null, atMost: 3 },
      ...{ changed: { likely: 1, atMost: 1 }, unchanged: { likely: 1, atMost: 1 } },
      ...{ keptAsPersons: 3, keptOtherwise: 0 },
    },
    { field: "ai_summary", policy: "never", hidden: 8, created: { atMost: 0 } },
  ]);
  expect(figures.readings).toEqual({
    oldestAt: "2026-11-02T00:00:00.000Z",
    medianAt: "2026-11-06T00:00:00.000Z",
  });
  // 5 records, cut at 100 characters of the description, and 2 of the name.
  expect(figures.inputTokens.likely).toBeGreaterThan((5 * 102) / 4);
  expect(figures.outputTokens).toEqual({ likely: 500, high: 1000 });
  expect(figures.hours).toMatchObject({ binding: "requests a minute", rests: 1 });
  expect(figures.crmCalls).toMatchObject({ atLeast: null, atMost: 16, left: null });
  expect(outdated).toEqual([]);
});

test("a sheet says what is left of the CRM's day and of the budgets", async () => {
  await keepConnectionTerms(database, [
    { connection: "hub", maxWriteBatch: 3, quotaUsed: 10, quotaLimit: 100 },
  ]);
  await database.query(
    `insert into budget_spec (subject, name, period, limit_nano_usd, source)
     values ('total', '', 'once', 1000, 'person'), ('connection', 'hub', 'day', 50, 'person'),
       ('connection', 'other', 'day', 50, 'person')`,
  );
  await database.query(
    `insert into budget (scope, subject, name, period, limit_nano_usd, charged_nano_usd)
     values ('total', 'total', '', 'once', 1000, 400)`,
  );
  const id = await create();
  const sheet = await makeSheet(deps(), ann, { id, validHours });
  expect(sheet.figures.crmCalls).toMatchObject({ atLeast: 6, left: 90 });
  expect(sheet.figures.budgets).toEqual([
    { of: "connection", name: "hub", per: "day", limitNanoUsd: 50, leftNanoUsd: 50 },
    { of: "total", name: "", per: "once", limitNanoUsd: 1000, leftNanoUsd: 600 },
  ]);
  expect(sheetText(id, sheet)).toContain(
    "only 0.000001 USD are left of the budget of total (once)",
  );
});

test("a start approves the sheet that was seen, and who approved it stands in the audit", async () => {
  const id = await create();
  await expect(start(id)).rejects.toMatchObject({ code: "sheet_outdated" });
  await expect(showSheet(database, id)).rejects.toMatchObject({ code: "not_found" });
  const { hash, figures } = await makeSheet(deps(), ann, { id, validHours });
  await expect(start(id, "another")).rejects.toThrow(/another is not the sheet of backfill/);
  await start(id, hash);
  const [backfill] = await listBackfills(database, { limit: 1 });
  expect(backfill).toMatchObject({
    ...{ state: "running", sheetHash: hash, approvedBy: "Ann", band: figures.band },
    maxNanoUsd: figures.band.mostNanoUsd,
  });
  const [entry] = await database.query<{ name: string; after: object }>(
    "select order_name as name, actor_name as actor from audit order by id desc limit 1",
  );
  expect(entry).toMatchObject({ name: "backfills.start", actor: "Ann" });
  await expect(makeSheet(deps(), ann, { id, validHours })).rejects.toThrow(
    /is running: a sheet is made before/,
  );
});

test("a start may approve another amount than the sheet says", async () => {
  const id = await create();
  const { hash } = await makeSheet(deps(), ann, { id, validHours });
  await start(id, hash, 77);
  const [backfill] = await listBackfills(database, { limit: 1 });
  expect(backfill).toMatchObject({ maxNanoUsd: 77, band: { mostNanoUsd: 77 } });
});

test.each([
  {
    what: "prices have changed",
    outdated: "prices",
    change: () =>
      confirmTerms(database, {
        terms: [{ ...testTerms, price: { inputPicoUsd: 1, outputPicoUsd: 4, regionalPercent: 0 } }],
        routes,
      }),
  },
  {
    what: "it is about other records",
    outdated: "filter",
    change: () => database.query("delete from backfill_record where ordinal = 0"),
  },
  {
    what: "its time is over",
    outdated: "expired",
    change: () => database.query("update backfill_sheet set valid_until = now() - interval '1 s'"),
  },
])("a start is refused once $what", async ({ what, outdated, change }) => {
  const id = await create();
  const { hash } = await makeSheet(deps(), ann, { id, validHours });
  await change();
  await expect(start(id, hash)).rejects.toMatchObject({
    code: "sheet_outdated",
    message: expect.stringContaining(`no longer holds, for ${what}`),
  });
  expect((await showSheet(database, id)).outdated).toEqual([outdated]);
  const again = await makeSheet(deps(), ann, { id, validHours });
  expect(await start(id, again.hash)).toEqual({ state: "running" });
});

test("a sheet of another definition is refused, and other limits are no other price", async () => {
  const id = await create();
  const { hash } = await makeSheet(deps(), ann, { id, validHours });
  await confirmTerms(database, { terms: [{ ...testTerms, limits: [] }], routes });
  expect((await showSheet(database, id)).outdated).toEqual([]);
  await database.query("update definition set hash = 'h2'");
  expect((await showSheet(database, id)).outdated).toEqual(["definition"]);
  await expect(start(id, hash)).rejects.toThrow(/the definition of profile has changed since/);
  expect(await listReleased(database)).toHaveLength(1);
});

test("no sheet is made at prices that nobody confirmed today", async () => {
  const id = await create();
  await database.query("update model_terms set confirmed_at = now() - interval '25 hours'");
  await expect(makeSheet(deps(), ann, { id, validHours })).rejects.toThrow(
    /no price .* was confirmed within/,
  );
});

test("a hundred earlier answers price those to come", async () => {
  const { promptVersion } = await promptNow();
  await database.query(
    `with asked as (
       insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at)
       values ('hub', 'company', '9', 'profile', 'written', '{live}', 'in', now()) returning id
     ), answered as (
       insert into answer (fingerprint, state, enrichment, prompt_version, definition_hash, work_id, outputs, answered_at)
       select 'q' || n, 'answered', 'profile', $1, 'h1', id, case when n <= 60
         then '{"industry": {"value": "Energy", "confidence": 1, "evidence": null}}'::jsonb
         else '{"industry": {"value": null, "confidence": 1, "evidence": null}}' end, now()
       from asked, generate_series(1, 120) as n
     )
     insert into model_call (call_id, attempt, work_id, kind, provider, model, scopes, wanted_by, reserved_nano_usd, cost_nano_usd, usage)
     select 'c', attempt, id, 'first', 'openai', 'm', '{}', '{live}', 1, 1, '{"inputTokens": 100, "outputTokens": 20}'
     from asked, generate_series(1, 2) as attempt`,
    [promptVersion],
  );
  const { figures } = await makeSheet(deps(), ann, { id: await create(), validHours });
  expect(figures.basis).toMatchObject({ from: "answers", n: 120 });
  // Two attempts of 20 tokens for each of 8 records.
  expect(figures.outputTokens).toEqual({ likely: 320, high: 320 });
  // Of 3 blank ones, six in ten: 1.8.
  expect(figures.values[0]?.created).toEqual({ likely: 2, atMost: 3 });
  expect(figures.hours.limits.map(({ name }) => name)).toContain(
    "pace of the busiest minute lately",
  );
});

test("a sample of five prices the others, and says how often an answer is another than ours", async () => {
  const id = await create();
  await database.query(
    `insert into ordered_ask (id, purpose, backfill_id, connection, object, record_id, enrichment, definition_hash,
       ordered_by, state, answer, usage, expires_at)
     select gen_random_uuid(), 'sample', $1, 'hub', 'company', n, 'profile', 'h1', 'ann', 'answered',
       jsonb_build_object('fingerprint', 's' || n, 'places', '{}'::jsonb, 'outputs', jsonb_build_object('industry',
         jsonb_build_object('value', case n when 2 then 'Media' else 'Energy' end, 'confidence', 1, 'evidence', null))),
       '{"provider": "openai", "model": "m", "attempts": 1, "inputTokens": 50, "cachedInputTokens": 0,
         "outputTokens": 7, "chargedNanoUsd": 1, "heldNanoUsd": 0, "durationMs": 1}', now() + interval '1 day'
     from unnest(array[1, 2, 6, 7, 8]) as n`,
    [id],
  );
  const { figures } = await makeSheet(deps(), ann, { id, validHours });
  expect(figures.basis).toMatchObject({ from: "sample", n: 5 });
  expect(figures.outputTokens.likely).toBe(8 * 7);
  // Of the two that are ours, one would be another; all three blanks would be filled.
  expect(figures.values[0]).toMatchObject({
    ...{ field: "ai_industry", changed: { likely: 1, atMost: 2 }, created: { likely: 3 } },
  });
});

test("what the CRM tells of its automations stands beside a sheet, and is no part of what its start approves", async () => {
  const id = await create();
  const made = await makeSheet(deps(), ann, { id, validHours });
  expect(made.automations).toMatchObject({ readAt: null, isAwaited: false });
  const shown = await makeSheet(deps(), ann, { id, validHours, isLookedAt: true });
  expect(shown.automations).toMatchObject({ isAwaited: true });
  const claim = { connection: "hub", leaseMs: 60_000 };
  const claimed = (await claimAutomationReading(database, claim)) ?? expect.unreachable();
  const page = "https://app.example/workflows/1";
  const named = { kind: "workflow", name: "Hand over", isActive: true, page, use: "starts" };
  const found = objectAutomations.parse({
    fields: [
      { field: "ai_industry", automations: [named], gap: null },
      { field: "ai_summary", automations: [], gap: null },
    ],
    ...{ onUpdate: [], onUpdateGap: null },
  });
  await keepAutomations(database, { connection: "hub", ...claimed }, found);
  const company = { connection: "hub", object: "company" };
  await keepDescription(database, company, []);
  await keepRecordPage(database, company, "https://app.example/contacts/1/record/0-2/{id}");
  const later = await showSheet(database, id);
  expect(later).toMatchObject({ hash: shown.hash, outdated: [], automations: found });
  expect(sheetText(id, later)).toContain(`its change starts workflow "Hand over" ${page}`);
});
