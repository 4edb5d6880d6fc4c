import { type RouteName, routes } from "@fieldwork/contracts/api";
import { testLogger } from "@fieldwork/runtime/testing";
import { type Database, recordDecisions } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { releaseForTest } from "../backfills/testing.ts";
import { openTestPlace, type TestPlace } from "../testing/open-test-place.ts";
import type { Principal } from "../who/principal.ts";
import { sessionCookie } from "../who/session-cookie.ts";
import { allHandlers } from "./all-handlers.ts";
import { createChanges } from "./changes.ts";
import { createCursors } from "./cursors.ts";
import { createPreviews } from "./previews.ts";
import { createServer } from "./server.ts";

const publicUrl = "http://localhost:8080";
let place: TestPlace;
let database: Database;
let reader: Reader;
let app: FastifyInstance;

/** May do everything on one connection, on several as `hub+sales`, or on all. */
function operatorOf(name: string): Principal {
  const connections = name === "all" ? [null] : name.split("+");
  return {
    actor: { kind: "person", id: name, name },
    rights: [connections.map((connection) => ({ role: "operator", connection }))],
    ...{ personId: name, sessionId: null, from: "192.0.2.7" },
  };
}

beforeAll(async () => {
  place = await openTestPlace();
  ({ database, reader } = place);
  const deps = {
    ...{ database, reader, linkUrl: () => "", sessionHours: 1, logDays: 7, sheetHours: 2 },
    ...{ trends: { samples: () => [] }, queuesPath: null },
  };
  app = await createServer({
    handlers: allHandlers(deps),
    async authenticate({ authorization }) {
      const [, name] = String(authorization).split(" ");
      return operatorOf(name ?? "");
    },
    ...{ allowedHosts: ["localhost"], cookie: sessionCookie(publicUrl), trustedProxies: 0 },
    ...{
      requestsPerMinute: 10_000,
      failuresPerMinute: 10_000,
      database,
      cursors: createCursors("key"),
      changes: createChanges({ reader, logger: testLogger() }),
      previews: createPreviews({ database, logger: testLogger() }),
      logger: testLogger(),
    },
  });
});

afterAll(async () => {
  await app.close();
  await place.stop();
});

beforeEach(async () => {
  await database.query(
    "truncate work, record, review, write_order, log_dead_letter, replay, labelled_case restart identity cascade",
  );
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       reason_code, settled_at, running_generation)
     select connection, 'company', 'r' || n, 'profile', case when n < 3 then 'dead' else 'review' end, '{live}', 'h', now(),
       'crm-locked', now(), 1
     from generate_series(1, 4) as n, unnest(array['hub', 'sales']) as connection`,
  );
  const waiting = await database.query<{ id: string }>(
    "select id from work where state = 'review'",
  );
  await recordDecisions(
    database,
    waiting.map(({ id: workId }) => ({
      ...{ workId, generation: 1, wantedBy: ["live"], field: "ai_industry", answerId: null },
      ...{ decision: "low-confidence", opensReview: true, fingerprint: "f", traceparent: null },
      reason: { code: "low-confidence", detail: null },
      ...{ liveValue: null, answerValue: "Energy" },
    })),
  );
});

interface Asked {
  as?: "all" | "hub" | "sales" | "hub+sales" | "sales+other";
  id?: string;
  body?: object;
  query?: Record<string, string>;
}

async function ask(name: RouteName, { as = "all", id = "", body, query = {} }: Asked = {}) {
  const { method, path } = routes[name];
  const reply = await app.inject({
    ...{ method, url: path.replace(":id", id), query },
    headers: { host: "localhost", authorization: `Bearer ${as}` },
    ...(body && { payload: body }),
  });
  return { status: reply.statusCode, ...reply.json() };
}

test("an operator of one connection sees and replays its dead letters alone", async () => {
  const all = await ask("dead-letters.list");
  expect(all.groups).toHaveLength(2);
  const own = await ask("dead-letters.list", { as: "hub" });
  expect(own.groups).toMatchObject([{ count: 2, cause: { connection: "hub" } }]);
  const sample = { title: null, failedAnew: false, text: expect.stringContaining("locked") };
  expect(own.groups[0].samples).toMatchObject([
    { ref: { connection: "hub", object: "company", id: "r2" }, ...sample },
    { ref: { connection: "hub", object: "company", id: "r1" }, ...sample },
  ]);
  expect(
    await ask("dead-letters.list", { as: "hub", query: { connection: "sales" } }),
  ).toMatchObject({
    ...{ status: 403, code: "forbidden" },
  });
  const theirs = all.groups.find(
    (one: { cause: object }) => "sales" === (one.cause as { connection: string }).connection,
  );
  const replay = (id: string) => ask("dead-letters.replay", { as: "hub", id, body: {} });
  expect(await replay(theirs.id)).toMatchObject({ status: 404, code: "not_found" });
  const ordered = await replay(own.groups[0].id);
  expect(ordered).toMatchObject({ status: 200, members: 2 });
  expect(await ask("replays.show", { as: "hub", id: ordered.id })).toMatchObject({
    ...{ state: "trying", counts: { waiting: 2 }, successShare: null, failedAnew: [] },
  });
  expect(await ask("replays.show", { as: "sales", id: ordered.id })).toMatchObject({ status: 404 });
  expect((await ask("replays.list", { as: "sales" })).replays).toEqual([]);
  expect(await ask("replays.change", { id: ordered.id, body: { change: "cancel" } })).toMatchObject(
    {
      state: "cancelled",
    },
  );
  const discard = { id: own.groups[0].id, body: { why: "a test" } };
  expect(await ask("dead-letters.discard", discard)).toMatchObject({ discarded: 2 });
  const [entry] = await database.query(
    "select order_name, came_from from audit order by id desc limit 1",
  );
  expect(entry).toEqual({ order_name: "dead-letters.discard", came_from: "192.0.2.7" });
});

test("an event is edited with what was seen, by somebody with rights on all connections", async () => {
  await database.query(
    `insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, reason_code)
     values ('planner', 'crm.record-changed', 0, 1, '?', '{"kind": "renamed"}', 'event-malformed')`,
  );
  const { groups } = await ask("dead-letters.list", { query: { kind: "event" } });
  const { id } = groups[0].samples[0];
  expect(await ask("dead-events.show", { as: "hub", id })).toMatchObject({ status: 403 });
  const { value: seen } = await ask("dead-events.show", { id });
  expect(
    await ask("dead-events.edit", { id, body: { seen, value: { kind: "deleted" } } }),
  ).toMatchObject({
    ...{ status: 400, detail: expect.stringContaining("does not fit") },
  });
  const ref = { connection: "hub", object: "company", id: "7" };
  const at = new Date().toISOString();
  const value = { kind: "deleted", ref, version: { vendorAt: at, contentHash: "" }, readAt: at };
  expect(await ask("dead-events.edit", { id, body: { seen, value } })).toMatchObject({
    key: "hub/company/7",
  });
});

test("answers are taken, decided about and decided in bulk, each within one's own connection", async () => {
  const { taken } = await ask("reviews.take", { as: "hub", body: { limit: 1 } });
  expect(taken).toMatchObject([
    { ref: { connection: "hub" }, value: "Energy", leaseHolder: "hub" },
  ]);
  const { workId, field, generation } = taken[0];
  const key = { workId, field, generation };
  const decide = (as: Asked["as"], kind: string) =>
    ask("reviews.decide", {
      ...{
        as: as ?? "all",
        body: { orders: [{ ...key, seenValue: null, decision: { kind } }] },
      },
    });
  const id = `${workId}.${field}.${generation}`;
  expect(await ask("reviews.show", { as: "hub", id })).toMatchObject({ ...key, answer: null });
  const unknown = { status: 404, detail: `no answer ${id} waits for a person, or no longer` };
  expect(await ask("reviews.show", { as: "sales", id })).toMatchObject(unknown);
  expect((await ask("reviews.list", { as: "hub" })).rows).toHaveLength(2);
  expect((await decide("sales", "approve")).outcomes).toMatchObject([
    { refused: expect.any(String) },
  ]);
  expect((await decide("all", "approve")).outcomes).toMatchObject([
    { refused: expect.stringContaining("somebody else") },
  ]);
  expect((await decide("hub", "approve")).outcomes).toMatchObject([
    { orderId: expect.any(String) },
  ]);
  expect(await ask("reviews.give-back", { as: "hub" })).toMatchObject({ givenBack: 1 });

  const bulk = { filter: {}, decision: { kind: "reject" } };
  const preview = await ask("reviews.preview", { as: "sales", body: bulk });
  expect(preview).toMatchObject({ count: 2, fields: { ai_industry: 2 } });
  const all = { ...bulk, seen: preview.seen };
  expect(await ask("reviews.decide-all", { as: "hub", body: all })).toMatchObject({ status: 400 });
  expect((await ask("reviews.decide-all", { as: "sales", body: all })).outcomes).toHaveLength(2);
  const orders = await database.query("select connection, kind from write_order order by id");
  expect(orders).toEqual([
    { connection: "hub", kind: "approve" },
    { connection: "sales", kind: "reject" },
    { connection: "sales", kind: "reject" },
  ]);
});

test("work is retried, cases exported and acceptance shown, each within one's own connection", async () => {
  const retry = { state: "dead", record: "hub/company/r1" };
  expect(await ask("work.retry", { as: "hub", body: { state: "dead" } })).toMatchObject({
    count: 2,
  });
  expect(await ask("work.retry", { as: "sales", body: retry })).toMatchObject({ status: 404 });
  await database.query(
    `insert into labelled_case (enrichment, output, field, inputs, expected, source, connection, object, record_id,
       labelled_at, inputs_hash)
     select 'profile', 'industry', 'ai_industry', jsonb_build_object('name', connection), 'Energy', 'crm', connection,
       'company', '1', now(), connection from unnest(array['hub', 'sales']) as connection`,
  );
  const body = { enrichment: "profile" };
  expect(await ask("cases.export", { as: "hub", body })).toMatchObject({
    ...{ cases: 1, text: '{"inputs":{"name":"hub"},"expected":{"industry":"Energy"}}\n' },
  });
  expect(await ask("acceptance.show", { as: "hub" })).toEqual({ status: 200, rows: [] });
  const field = { ref: { connection: "sales", object: "company", id: "r1" }, field: "ai_industry" };
  const pin = { ...field, order: { kind: "pin" } };
  expect(await ask("fields.order", { as: "hub", body: pin })).toMatchObject({ status: 403 });
  expect(await ask("fields.order", { as: "sales", body: pin })).toMatchObject({ status: 400 });
});

test("an operator of one connection undoes, sees and ends what concerns it alone", async () => {
  await database.query("truncate write_intent, field_ledger");
  await database.query(
    `with written as (
       insert into write_intent (connection, object, record_id, field, after_value, work_id, generation, fingerprint,
         state, wanted_by)
       select connection, object, record_id, 'ai_industry', 'Energy', id, 1, 'f', 'settled', '{b1}'
       from work where state = 'dead' returning *
     )
     insert into field_ledger (connection, object, record_id, field, owner, value, fingerprint)
     select connection, object, record_id, field, 'fieldwork', after_value, fingerprint from written`,
  );
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields)
     select 'hub', 'company', 'r' || n, now(), 'a', now(), '{"name": "Acme"}' from generate_series(1, 2) as n`,
  );
  const filter = { run: "b1" };
  const all = await ask("undo.preview", { body: { filter } });
  expect(all).toMatchObject({ status: 200, count: 4, records: 4, left: {} });
  const own = await ask("undo.preview", { as: "hub", body: { filter } });
  expect(own).toMatchObject({
    count: 2,
    samples: [{ title: "Acme", from: "Energy", to: null }, {}],
  });
  const order = (body: object) => ask("undo.order", { as: "hub", body });
  expect(await order({ filter, seen: all.seen })).toMatchObject({ code: "request_invalid" });
  const theirs = { ...filter, connection: "sales" };
  expect(await order({ filter: theirs, seen: own.seen })).toMatchObject({ status: 403 });
  const { run } = await order({ filter, seen: own.seen });
  const listed = (as: Asked["as"]) => ask("undo.list", { ...(as && { as }), query: { of: "b1" } });
  expect(await listed("hub")).toMatchObject({
    undos: [{ run, orderedBy: "hub", orderedAt: expect.any(String), count: 2 }],
  });
  expect(await listed("sales")).toMatchObject({ undos: [] });
  const rest = await ask("undo.preview", { body: { filter } });
  expect(rest).toMatchObject({ count: 2, left: { "on-its-way": 2 } });
  expect(await ask("undo.show", { as: "sales", id: run })).toMatchObject({ status: 404 });
  expect(await ask("undo.cancel", { as: "hub", id: run, body: {} })).toMatchObject({
    orders: [{ state: "refused", reason: "not-wanted", count: 2 }],
  });
  const whole = await ask("undo.preview", { body: { filter } });
  const both = await ask("undo.order", { body: { filter, seen: whole.seen } });
  expect((await listed("sales")).undos).toMatchObject([{ run: both.run, count: 4 }]);
  expect((await listed("all")).undos).toMatchObject([{ run: both.run }, { run }]);
  expect(await ask("undo.show", { as: "hub", id: both.run })).toMatchObject({
    orders: [{ state: "waiting", count: 2 }],
  });
  expect(await ask("undo.cancel", { as: "hub", id: both.run, body: {} })).toMatchObject({
    ...{ status: 403, code: "forbidden" },
  });
  expect(await ask("undo.preview", { body: { filter: {} } })).toMatchObject({
    code: "request_invalid",
  });
});

test("an operator of one connection orders, sees and changes its backfills alone", async () => {
  await database.query("truncate backfill, definition cascade");
  await releaseForTest(database, "h1");
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select connection, 'company', 'r' || n, now(), 'a', now(), '{}', '{}'
     from generate_series(1, 3) as n, unnest(array['hub', 'sales']) as connection`,
  );
  const create = (connection: string) =>
    ask("backfills.create", { as: "hub", body: { enrichment: "profile", connection } });
  expect(await create("sales")).toMatchObject({ status: 403, code: "forbidden" });
  const { id, records } = await create("hub");
  expect(records).toBe(3);
  expect(await ask("backfills.sheet", { as: "hub", id })).toMatchObject({ code: "not_found" });
  expect(await ask("backfills.makeSheet", { as: "sales", id, body: {} })).toMatchObject({
    status: 404,
  });
  const { hash: sheet } = await ask("backfills.makeSheet", { as: "hub", id, body: {} });
  const shown = await ask("backfills.sheet", { as: "hub", id });
  expect(shown).toMatchObject({
    ...{ status: 200, hash: sheet, outdated: [] },
    figures: { records: { matched: 3, asked: 0 } },
    automations: { readAt: null, isAwaited: true, fields: [] },
  });
  // As long as the setting says.
  expect(new Date(shown.validUntil).getTime() - new Date(shown.madeAt).getTime()).toBe(
    2 * 3_600_000,
  );
  const change = (order: string, as: "hub" | "sales" = "hub") =>
    ask("backfills.change", { as, id, body: { order, ...(order === "start" && { sheet }) } });
  expect(await change("start", "sales")).toMatchObject({ status: 404 });
  expect(await change("start")).toMatchObject({ status: 200, state: "running" });
  expect(await change("start")).toMatchObject({ code: "request_invalid" });
  expect((await ask("backfills.list", { as: "sales" })).backfills).toEqual([]);
  expect(await ask("backfills.show", { as: "sales", id })).toMatchObject({ status: 404 });
  expect((await ask("backfills.list", { as: "hub" })).backfills).toMatchObject([
    { id, state: "running", stoppedBy: null, receipt: { records: 3, waiting: 3 } },
  ]);
  expect(await change("cancel")).toMatchObject({ state: "cancelled" });
  expect(await ask("backfills.show", { as: "hub", id })).toMatchObject({
    ...{ status: 200, state: "cancelled", receipt: { neverStarted: 3, spentNanoUsd: 0 } },
  });
});

test("a backfill is shown by its id to whoever may see its connection among several", async () => {
  await database.query("truncate backfill, definition cascade");
  await releaseForTest(database, "h1");
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     values ('hub', 'company', 'r1', now(), 'a', now(), '{}', '{}')`,
  );
  const body = { enrichment: "profile", connection: "hub" };
  const { id } = await ask("backfills.create", { as: "hub", body });
  expect(await ask("backfills.show", { as: "hub+sales", id })).toMatchObject({ status: 200, id });
  expect(await ask("backfills.show", { as: "sales+other", id })).toMatchObject({ status: 404 });
});

test("a retry by an id alone means the record of one's own connection, and tells of no other", async () => {
  const asked = (record: string) =>
    ask("work.preview-retry", { as: "hub", body: { state: "dead", record } });
  // The sales connection has one of that id, too.
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields)
     select connection, 'company', id, now(), 'a', now(), '{}'
     from (values ('hub', 'r1'), ('sales', 'r1'), ('sales', 'theirs')) as known (connection, id)`,
  );
  expect(await asked("r1")).toMatchObject({ status: 200, count: 1 });
  const [theirs, nobodys] = [await asked("theirs"), await asked("nobodys")];
  expect([theirs.status, nobodys.status]).toEqual([404, 404]);
});

test("replays of one connection are listed however many others have", async () => {
  await database.query(
    `insert into replay (id, kind, cause, state, try_first, per_minute, goes_on, passes_pauses, ordered_by, ordered_at)
     select 'replay-' || n, 'work', jsonb_build_object('kind', 'work', 'enrichment', 'profile', 'object', 'company',
       'code', 'crm-locked', 'shape', 's', 'connection', case n when 0 then 'hub' else 'sales' end), 'done', 1, 1, false, false,
       'ann', now() + n * interval '1 second'
     from generate_series(0, 60) as n`,
  );
  const { replays } = await ask("replays.list", { as: "hub" });
  expect(replays).toMatchObject([{ id: "replay-0" }]);
});
