import { randomUUID } from "node:crypto";
import type { ReasonCode } from "@fieldwork/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { claimWrites } from "./claim-writes.ts";
import { createDatabase, type Database } from "./database.ts";
import { type DecisionRow, recordDecisions } from "./decisions.ts";
import { migrate } from "./migrate.ts";
import { storeMigrations } from "./migrations.ts";
import { reviews } from "./reading/lists/reviews.ts";
import { readPage } from "./reading/read-list.ts";
import { createReader, type Reader } from "./reading/reader.ts";
import { decideAgain } from "./run-again.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";
import { keepPlan } from "./work-planning.ts";
import { endOrders, type NewWriteOrder, type OrderEnd, placeOrders } from "./write-orders.ts";

let testDatabase: TestDatabase;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const connectionString = testDatabase.url;
  database = createDatabase({ connectionString, max: 2, applicationName: "test" });
  reader = createReader({ connectionString, max: 2, applicationName: "test" });
  await migrate(database, [storeMigrations]);
});

afterAll(async () => {
  await reader.stop();
  await database.stop();
  await testDatabase.drop();
});

beforeEach(async () => {
  await database.query("truncate record, work, write_decision, review restart identity");
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at)
     select 'hubspot', 'company', n::text, 'profile', 'written', '{live}', 'h', now()
     from generate_series(1, 3) as n`,
  );
});

const doubt = { code: "low-confidence", detail: { confidence: 0.2 } } as const;

function decided(workId: string, overrides: Partial<DecisionRow> = {}): DecisionRow {
  return {
    ...{ workId, generation: 1, wantedBy: ["live"], field: "ai_industry" },
    ...{ decision: "low-confidence", reason: doubt, opensReview: true },
    ...{
      liveValue: null,
      answerValue: "Energy",
      fingerprint: "f",
      answerId: "1",
      traceparent: null,
    },
    ...overrides,
  };
}

const written: Pick<DecisionRow, "decision" | "opensReview" | "reason"> = {
  decision: "write",
  opensReview: false,
  reason: { code: "field-empty", detail: null },
};

async function open() {
  const { rows } = await readPage(reader, reviews, {});
  return rows.map(({ ref, field, generation, value }) => ({
    id: ref.id,
    ...{ field, generation, value },
  }));
}

test("only the field that is doubtful opens a review, whatever becomes of the others", async () => {
  await recordDecisions(database, [
    decided("1"),
    decided("1", { ...written, field: "ai_summary" }),
    decided("2", written),
  ]);
  expect(await open()).toEqual([{ id: "1", field: "ai_industry", generation: 1, value: "Energy" }]);
});

test("the same answer decided again keeps its review, and loses it once it waits no longer", async () => {
  await recordDecisions(database, [decided("1")]);
  const { rows: before } = await readPage(reader, reviews, {});
  await recordDecisions(database, [decided("1")]);
  const { rows: after } = await readPage(reader, reviews, {});
  expect(after).toEqual(before);
  await recordDecisions(database, [decided("1", written)]);
  expect(await open()).toEqual([]);
  expect(await database.query("select closed_as from review")).toEqual([{ closed_as: "write" }]);
});

test("a newer answer takes the place of the one that waits, and leaves it marked as superseded", async () => {
  await recordDecisions(database, [decided("1"), decided("2")]);
  await recordDecisions(database, [decided("1", { generation: 2, answerValue: "Materials" })]);
  expect(await open()).toEqual([
    { id: "2", field: "ai_industry", generation: 1, value: "Energy" },
    { id: "1", field: "ai_industry", generation: 2, value: "Materials" },
  ]);
  expect(
    await database.query("select generation, closed_as from review where closed_at is not null"),
  ).toEqual([{ generation: 1, closed_as: "superseded" }]);
});

async function plan(id: string, now: { deleted: boolean; reason: ReasonCode | null }) {
  const ref = { connection: "hubspot", object: "company", id } as const;
  const at = new Date(Date.now() + 1000).toISOString();
  const { deleted, reason } = now;
  await keepPlan(database, {
    records: [
      {
        ...{ ref, vendorAt: at, readAt: at, directReadAt: at, contentHash: "c", deleted },
        ...{ fields: {}, outputs: {}, traceparent: null },
      },
    ],
    work: [
      {
        ...{ ref, enrichment: "profile", inputHash: "newer", wantedBy: ["live"] },
        ...{ state: reason === null ? "ready" : "skipped", vendorAt: at, traceparent: null },
        reason: reason && { code: reason, detail: null },
      },
    ],
  });
}

test("an answer waits for nobody once its record is gone, or nothing is left to ask about", async () => {
  const overwritten = { code: "edit-overwritten", detail: null } as const;
  await recordDecisions(database, [
    decided("1"),
    decided("1", { field: "ai_summary", reason: overwritten }),
    decided("2"),
    decided("2", { field: "ai_summary", reason: overwritten }),
    decided("3"),
  ]);
  await plan("1", { deleted: true, reason: "record-deleted" });
  await plan("2", { deleted: false, reason: "input-empty" });
  await plan("3", { deleted: false, reason: null });
  expect((await open()).map(({ id, field }) => `${id} ${field}`)).toEqual([
    "2 ai_summary",
    "3 ai_industry",
  ]);
  expect(
    await database.query("select distinct closed_as from review where closed_at is not null"),
  ).toEqual([{ closed_as: "superseded" }]);
});

test("an answer ends with its record also while its work is decided again", async () => {
  await recordDecisions(database, [decided("1"), decided("2")]);
  await database.query("update work set state = 'answered', running_generation = 1");
  await plan("1", { deleted: true, reason: "record-deleted" });
  expect((await open()).map(({ id }) => id)).toEqual(["2"]);
});

test("reviews are decided again with what their answers had written, by their own reason", async () => {
  await recordDecisions(database, [decided("1"), decided("2", written)]);
  const reason = { codes: ["option-unknown" as const], said: "no such option" };
  expect(await decideAgain(database, { reason })).toBe(0);
  expect(await decideAgain(database, { connection: "hubspot" })).toBe(1);
  expect(await database.query("select id, state from work order by id")).toMatchObject([
    { state: "answered" },
    { state: "written" },
    { state: "written" },
  ]);
});

describe("an order that a person gave about a review", () => {
  beforeEach(async () => {
    await database.query("truncate write_order");
    await database.query(
      `update work set state = 'review', running_generation = 1, reason_code = 'low-confidence',
         group_id = case record_id when '3' then gen_random_uuid() end`,
    );
    await recordDecisions(database, [
      decided("1"),
      decided("1", { field: "ai_summary" }),
      decided("2"),
      decided("3"),
    ]);
  });

  async function ordered(
    id: string,
    order: Partial<NewWriteOrder> & { end?: OrderEnd["state"]; reason?: OrderEnd["reason"] },
  ) {
    const { end: state = "done", reason = null, ...overrides } = order;
    await placeOrders(database, [
      {
        ...{ ref: { connection: "hubspot", object: "company", id }, enrichment: "profile" },
        ...{ field: "ai_industry", kind: "approve", value: "Energy", owner: "fieldwork" },
        ...{ expectedValue: null, fingerprint: "f", answerId: "1", orderedBy: "ann", run: null },
        ...overrides,
      },
    ]);
    const claims = await claimWrites(database, {
      ...{ connection: "hubspot", object: "company", limit: 10, maxBatch: 10, leaseMs: 10_000 },
      ...{ token: randomUUID(), withOrders: true },
    });
    await endOrders(
      database,
      claims.map((claim) => ({ ...claim, state, reason, outcome: null })),
    );
  }

  const stateOf = async (id: string) =>
    (
      await database.query(
        "select state, reason_code as reason from work where record_id = $1 and settled_at is not null",
        [id],
      )
    )[0];
  const written = { state: "written", reason: null };

  test("ends the work that waited for it alone", async () => {
    await ordered("2", { kind: "approve" });
    expect(await stateOf("2")).toEqual(written);
    expect((await open()).map(({ id }) => id)).toEqual(["1", "1", "3"]);
  });

  test("leaves work in review of which another field still waits", async () => {
    await ordered("1", { kind: "correct", value: "Materials", owner: "person" });
    expect(await stateOf("1")).toBeUndefined();
    await ordered("1", { field: "ai_summary" });
    expect(await stateOf("1")).toEqual(written);
  });

  test("leaves it in review where the order is refused, or decides about no review", async () => {
    await ordered("2", { end: "refused" });
    await ordered("2", { kind: "unpin" });
    expect(await stateOf("2")).toBeUndefined();
  });

  test("finds nothing left to decide where the record is gone", async () => {
    const reason = { code: "record-gone", detail: null } as const;
    await ordered("1", { end: "refused", reason });
    expect((await open()).map(({ id }) => id)).toEqual(["2", "3"]);
    expect(await stateOf("1")).toEqual({ state: "skipped", reason: "record-gone" });
    expect(
      await database.query("select closed_as from review where closed_at is not null"),
    ).toEqual([{ closed_as: "superseded" }, { closed_as: "superseded" }]);
  });

  test("leaves work that waits under a brake with its group", async () => {
    await ordered("3", { kind: "approve" });
    expect(await stateOf("3")).toBeUndefined();
  });
});

test("what an older version held in review is previewed, in review by field, or written beside its review", async () => {
  const older = await createTestDatabase();
  const filled = createDatabase({ connectionString: older.url, max: 1, applicationName: "test" });
  try {
    const upTo = storeMigrations.migrations.findIndex(({ name }) => name.endsWith("-reviews"));
    await migrate(filled, [
      { ...storeMigrations, migrations: storeMigrations.migrations.slice(0, upTo) },
    ]);
    await filled.query(
      `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
         running_generation, fingerprint, reason_code, group_id)
       values ('hubspot', 'company', '1', 'profile', 'review', '{live}', 'h', now(), 1, 'f', 'preview', null),
         ('hubspot', 'company', '2', 'profile', 'review', '{live}', 'h', now(), 1, 'f', 'low-confidence', null),
         ('hubspot', 'company', '3', 'profile', 'review', '{live}', 'h', now(), 1, 'f', 'low-confidence', null),
         ('hubspot', 'company', '4', 'profile', 'review', '{live}', 'h', now(), 1, 'f', 'braked', gen_random_uuid()),
         ('hubspot', 'company', '5', 'profile', 'written', '{live}', 'h', now(), 1, 'f', null, null)`,
    );
    await filled.query(
      `insert into write_decision (work_id, generation, field, decision, reason_code, answer_value, wanted_by)
       select work_id, 1, field, decision, reason, 'Energy', '{live}' from (values
         (1, 'ai_industry', 'write', 'field-empty'),
         (2, 'ai_industry', 'cannot-be-written', 'option-unknown'),
         (2, 'ai_industry', 'low-confidence', 'low-confidence'),
         (3, 'ai_industry', 'write', 'field-empty'),
         (3, 'ai_summary', 'low-confidence', 'low-confidence'),
         (4, 'ai_industry', 'cannot-be-written', 'braked'),
         (5, 'ai_industry', 'write', 'field-empty')) as t (work_id, field, decision, reason)`,
    );
    await migrate(filled, [storeMigrations]);
    expect(
      await filled.query(
        "select record_id as id, state, reason_code as reason from work order by 1",
      ),
    ).toEqual([
      { id: "1", state: "previewed", reason: null },
      { id: "2", state: "review", reason: "low-confidence" },
      { id: "3", state: "written", reason: null },
      { id: "4", state: "review", reason: "braked" },
      { id: "5", state: "written", reason: null },
    ]);
    expect(
      await filled.query(
        "select record_id as id, field, reason_code as reason, closed_at from review order by 1",
      ),
    ).toEqual([
      { id: "2", field: "ai_industry", reason: "low-confidence", closed_at: null },
      { id: "3", field: "ai_summary", reason: "low-confidence", closed_at: null },
    ]);
  } finally {
    await filled.stop();
    await older.drop();
  }
});
