import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setBudgets } from "../budget-specs.ts";
import type { Database } from "../database.ts";
import { recordDecisions } from "../decisions.ts";
import { keepTablesStill, vacuumWhole } from "../still-tables.ts";
import { fillStore, openTestStore, type TestStore } from "../testing.ts";
import { endOrders, placeOrders } from "../write-orders.ts";
import { explaining, type PlanNode, unboundedSteps } from "./explained-plans.ts";
import { takeLineSample } from "./line-sample.ts";
import { calls } from "./lists/calls.ts";
import { decisions } from "./lists/decisions.ts";
import { deadLetters, finishedWork } from "./lists/work.ts";
import { offeredReadings } from "./offered-readings.ts";
import { findOperations } from "./operations.ts";
import { countCap, countRows, readPage } from "./read-list.ts";
import { countRecords, readRecords } from "./read-records.ts";
import { createReader, type Reader } from "./reader.ts";
import { keepRecordFilters, listRecordFilters, type RecordFilterField } from "./record-filters.ts";
import { countLine } from "./run/line-counts.ts";
import { readTimeline, type TimelineEntry, type TimelineOrder } from "./timeline.ts";

const records = 30_000;
const country: RecordFilterField = { object: "company", source: "fields", name: "country" };
const industry: RecordFilterField = { object: "company", source: "outputs", name: "ai_industry" };

let testDatabase: TestStore;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
  const connectionString = testDatabase.url;
  reader = createReader({ connectionString, max: 4, applicationName: "test" });
  await keepTablesStill(database);
  await fillStore(database, records);
  await keepRecordFilters(database, [country, industry]);
  await vacuumWhole(database);
}, 180_000);

afterAll(async () => {
  await reader.stop();
  await testDatabase.drop();
});

describe("every list with every choice of its filters", () => {
  test("is read without a sequential scan and without sorting more rows than a page, on either side and counted", async () => {
    const plans: PlanNode[] = [];
    const steps: Record<string, string[]> = {};
    for (const reading of await offeredReadings(explaining(reader, plans))) {
      plans.length = 0;
      const first = await reading.page();
      const second = first.next && (await reading.page(first.next));
      if (second?.previous) await reading.page(second.previous);
      await reading.count();
      const found = plans.flatMap(unboundedSteps).filter((step) => {
        return !(reading.isSearch && step === "Sort of all rows");
      });
      if (found.length > 0) steps[reading.name] = found;
    }
    expect(steps).toEqual({});
  }, 120_000);

  test("gives the rows that are counted", async () => {
    for (const reading of await offeredReadings(reader)) {
      const { count, isCapped } = await reading.count();
      const { rows } = await reading.page();
      expect([reading.name, rows.length]).toEqual([reading.name, Math.min(count, 50)]);
      expect(isCapped ? count : 0).toBe(isCapped ? countCap : 0);
    }
  }, 120_000);
});

test("a filter leaves the rows that have the value, in the list's order", async () => {
  const { rows } = await readPage(reader, deadLetters, {
    filters: { reason: "crm-refused-record", connection: "salesforce" },
  });
  expect(rows.length).toBeGreaterThan(5);
  const times = rows.map(({ finishedAt }) => finishedAt?.getTime() ?? 0);
  expect(times).toEqual(times.toSorted((one, other) => other - one));
  for (const row of rows) {
    expect(row).toMatchObject({ state: "dead", reason: { code: "crm-refused-record" } });
    expect(row.ref.connection).toBe("salesforce");
  }
});

test("a count goes no further than ten thousand", async () => {
  expect(await countRows(reader, finishedWork)).toEqual({ count: 10_000, isCapped: true });
  const { count, isCapped } = await countRows(reader, deadLetters);
  expect({ count, isCapped }).toEqual({ count: 30, isCapped: false });
});

test("records are found by the value of a filterable field, by an output and by the connection beside it", async () => {
  const found = await readRecords(reader, {
    connection: "hubspot",
    field: { ...country, value: "Japan" },
  });
  expect(found.rows.length).toBe(50);
  for (const { ref, fields } of found.rows) {
    expect(ref).toMatchObject({ connection: "hubspot", object: "company" });
    expect(fields.country).toBe("Japan");
  }
  const energy = await readRecords(reader, { field: { ...industry, value: "Energy" } });
  expect(new Set(energy.rows.map(({ outputs }) => outputs.ai_industry))).toEqual(
    new Set(["Energy"]),
  );
});

test("a search finds every word in any case and script, and digits are not taken for letters", async () => {
  const titles = async (search: string) =>
    (await readRecords(reader, { search })).rows.map(({ title }) => title ?? "");
  const both = await titles("MÜLLER foods");
  expect(both.length).toBe(50);
  for (const title of both) expect(title).toMatch(/^Müller Foods /);
  // The letter ü is kept as \303\274 where it is looked for.
  for (const { title, fields } of (await readRecords(reader, { search: "303" })).rows)
    expect(`${title} ${fields.domain}`).toMatch(/303/);
  expect(await titles("acme%foods")).toEqual([]);
  const within = { search: "müller foods", connection: "hubspot", object: "company" };
  const { rows } = await readRecords(reader, within);
  expect(rows.length).toBeGreaterThan(5);
  for (const { ref } of rows)
    expect(ref).toMatchObject({ connection: "hubspot", object: "company" });
  await expect(titles("k 1 %%%")).rejects.toMatchObject({ code: "request_invalid" });
});

test("what is not offered is refused, and so is a cursor of another list or filter", async () => {
  const refused = { code: "request_invalid" };
  const { next } = await readPage(reader, finishedWork, { filters: { state: "written" } });
  const asks = [
    () => readPage(reader, finishedWork, { cursor: next ?? "" }),
    () => readPage(reader, finishedWork, { cursor: "bm8gY3Vyc29y", filters: { state: "written" } }),
    () => readPage(reader, deadLetters, { cursor: next ?? "" }),
    () => readPage(reader, finishedWork, { filters: { lane: "openai" } as object }),
    () => readPage(reader, calls, { limit: 201 }),
    () => readRecords(reader, { field: { ...country, name: "city", value: "Berlin" } }),
    () => readRecords(reader, { object: "contact", field: { ...country, value: "Japan" } }),
  ];
  for (const ask of asks) await expect(ask()).rejects.toMatchObject(refused);
});

test("a record's timeline tells what happened to it, the last first, page by page, without reading other records", async () => {
  const { rows } = await readRecords(reader, { connection: "hubspot", object: "company" });
  const plans: PlanNode[] = [];
  const ref = rows.find(({ fields }) => fields.name !== undefined)?.ref;
  if (ref === undefined) throw new Error("the store is empty");
  await database.query(
    `insert into owner_change (connection, object, record_id, field, from_owner, to_owner, value)
     values ($1, $2, $3, 'ai_industry', 'fieldwork', 'person', 'Mining')`,
    [ref.connection, ref.object, ref.id],
  );
  const whole = await readTimeline(explaining(reader, plans), ref);
  expect(whole.rows[0]).toMatchObject({
    kind: "owner-changed",
    what: { from: "fieldwork", to: "person", value: "Mining" },
  });
  expect(whole.rows.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["changed", "wanted", "called", "answered", "decided", "ended"]),
  );
  const times = whole.rows.map(({ at }) => at.getTime());
  expect(times).toEqual(times.toSorted((one, other) => other - one));
  expect(
    plans
      .flatMap(unboundedSteps)
      .filter((step) => /(record|work|answer|call|decision|intent|order)$/.test(step)),
  ).toEqual([]);
  const walked: TimelineEntry[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await readTimeline(reader, ref, { limit: 2, cursor });
    walked.push(...page.rows);
    cursor = page.next;
  }
  expect(walked).toEqual(whole.rows);
});

test("a record's timeline tells of each order: who gave it in which run, what was decided, and what the ledger says since", async () => {
  const ref = { connection: "hubspot", object: "company" as const, id: "ordered" };
  const correction: TimelineOrder = {
    ...{ kind: "correct", field: "ai_industry", value: "Mining", owner: "person" },
    ...{ expectedValue: "Energy", by: "ann", run: "undo-7" },
  };
  const refused: TimelineOrder = { ...correction, kind: "approve", by: "bob", run: null };
  const ids = await placeOrders(
    database,
    [correction, refused].map(({ by, ...order }) => ({
      ...{ ...order, ref, enrichment: "company-profile", fingerprint: "", answerId: null },
      orderedBy: by,
    })),
  );
  const [done = "", other = ""] = ids;
  const token = randomUUID();
  await database.query(
    "update write_order set state = 'writing', claim_token = $2 where id = any($1)",
    [ids, token],
  );
  const outcome = { owner: "person", value: "Mining", pinned: false } as const;
  const ordered = { code: "ordered", detail: null } as const;
  const changedSince = { code: "changed-since", detail: null } as const;
  await database.transaction(async (tx) => {
    await endOrders(tx, [
      { workId: done, token, state: "done", reason: ordered, outcome },
      { workId: other, token, state: "refused", reason: changedSince, outcome: null },
    ]);
    await recordDecisions(
      tx,
      [
        { workId: done, decision: "write" as const, reason: ordered },
        { workId: other, decision: "changed-since" as const, reason: changedSince },
      ].map((one) => ({
        ...{ ...one, generation: 1, wantedBy: [], field: "ai_industry", liveValue: "Energy" },
        ...{ answerValue: "Mining", fingerprint: "", traceparent: null, answerId: null },
        opensReview: false,
      })),
    );
  });
  const { rows } = await readTimeline(reader, ref);
  const told = (orderId: string) => rows.filter((entry) => entry.orderId === orderId).toReversed();
  expect(told(done)).toMatchObject([
    { kind: "ordered", workId: null, enrichment: "company-profile", what: correction },
    { kind: "decided", what: { decision: "write", reason: ordered, answerValue: "Mining" } },
    { kind: "order-ended", what: { state: "done", reason: ordered, ledger: outcome } },
  ]);
  expect(told(other)).toMatchObject([
    { kind: "ordered", what: refused },
    { kind: "decided", what: { decision: "changed-since" } },
    { kind: "order-ended", what: { state: "refused", reason: changedSince, ledger: null } },
  ]);
  const listed = await readPage(reader, decisions, { filters: { decision: "changed-since" } });
  expect(listed.rows).toMatchObject([{ orderId: other, workId: null, ref }]);
});

test("a reader cannot write, and gives up what takes too long", async () => {
  await expect(reader.query("delete from record")).rejects.toMatchObject({ code: "internal" });
  const hasty = createReader({
    connectionString: testDatabase.url,
    max: 1,
    applicationName: "test",
    statementTimeoutMs: 20,
  });
  await expect(hasty.query("select pg_sleep(5)")).rejects.toMatchObject({
    code: "request_too_broad",
  });
  await hasty.stop();
});

test("a value too long for an index is filtered by its beginning", async () => {
  const long = "x".repeat(5000);
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields)
     values ('hubspot', 'company', 'long', now(), 'h', now(), jsonb_build_object('country', $1::text))`,
    [long],
  );
  const { rows } = await readRecords(reader, { field: { ...country, value: long } });
  expect(rows.map(({ ref }) => ref.id)).toEqual(["long"]);
  await database.query("delete from record where record_id = 'long'");
});

test("what no longer is a filter loses its index", async () => {
  await keepRecordFilters(database, [country]);
  expect(await listRecordFilters(reader)).toEqual([country]);
  const indexes = await database.query(
    "select indexname from pg_indexes where indexname like 'record\\_filter\\_%' and tablename = 'record'",
  );
  expect(indexes).toHaveLength(1);
  await expect(
    countRecords(reader, { field: { ...industry, value: "Energy" } }),
  ).rejects.toMatchObject({ code: "request_invalid" });
});

describe("what is with the lanes", () => {
  test("is counted without looking at other work, and so are the budgets of now", async () => {
    await setBudgets(database, [{ of: "total", per: "once", limitNanoUsd: 5000n }]);
    await database.query(
      `insert into budget (scope, subject, name, period, starts_on, limit_nano_usd)
       values ('total/day/2020-01-01', 'total', '', 'day', '2020-01-01', 7)`,
    );
    const plans: PlanNode[] = [];
    const { lanes } = await findOperations(explaining(reader, plans));
    const sample = await takeLineSample(explaining(reader, plans));
    expect(plans.flatMap(unboundedSteps)).not.toContain("Seq Scan on work");
    const [row] = await database.query<{ waiting: number; active: number }>(
      `select count(*) filter (where state = 'dispatched')::int as waiting,
         count(*) filter (where state = 'asking')::int as active from work`,
    );
    expect(lanes).toMatchObject([{ name: "openai", ...row }]);
    expect(sample.lanes).toEqual([{ name: "openai", ...row }]);
    expect(sample.budgets.map(({ scope }) => scope)).toEqual(["total"]);
  });
});

describe("how far the line is", () => {
  test("is counted exactly where a state has few rows, and with a limit where it has more, by indexes alone", async () => {
    const exact = await countLine(database);
    expect(exact.capped).toEqual([]);
    expect(await countLine(reader, { mostPerState: records })).toEqual(exact);
    const plans: PlanNode[] = [];
    const capped = await countLine(explaining(reader, plans), { mostPerState: 2000 });
    expect(plans.flatMap(unboundedSteps)).not.toContain("Seq Scan on work");
    expect(capped.states).toEqual({ ...exact.states, written: 2001 });
    expect(capped.capped.toSorted()).toEqual(["finished", "total", "written"]);
    expect(capped.pending).toBe(exact.pending);
  });
});
