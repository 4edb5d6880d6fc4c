import { randomUUID } from "node:crypto";
import { testLogger } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { claimWrites, listDueWrites } from "../claim-writes.ts";
import type { Database } from "../database.ts";
import { openIntents } from "../intents.ts";
import { findTrail } from "../reading/trail.ts";
import { claimAsks } from "../work-asking.ts";
import { createWorkFixture, type WorkFixture } from "../work-fixture.ts";
import { placeOrders } from "../write-orders.ts";
import { coveringHold } from "./covering-hold.ts";
import { putOffHeld, takeUpHeld } from "./held-work.ts";
import { createHoldMirror } from "./hold-mirror.ts";
import { holdScopes } from "./hold-scopes.ts";
import { isHeldSql } from "./hold-sql.ts";
import { findHolds, liftHold, type NewHold, placeHold, sparePaused } from "./hold-statements.ts";
import { object } from "./testing/object-scope.ts";

// The name in the list that one more kind takes.
holdScopes.push(object);

let fixture: WorkFixture;
let database: Database;

beforeAll(async () => {
  fixture = await createWorkFixture();
  database = fixture.database;
});

afterAll(() => fixture.close());

beforeEach(() =>
  database.query("truncate record, work, answer, write_intent, write_order, hold restart identity"),
);

const ref = { connection: "hubspot", object: "company", id: "1" } as const;
const leaseMs = 10_000;

function holdOver(scope: string, target: string, overrides: Partial<NewHold> = {}) {
  return placeHold(database, {
    ...{ scope, target, action: "paused", heldBy: "ana", why: "prices look odd", ...overrides },
  });
}

const plan = () => fixture.plan("1", "c");
const take = () => fixture.take(10, "openai");

async function claim() {
  const asks = [{ workId: "1", generation: 1, token: randomUUID() }];
  return claimAsks(database, { asks, leaseMs, definitions: {} });
}

async function answered(): Promise<void> {
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs)
     values ('f', 'answered', 'profile', 'v1', 1, '{}')`,
  );
  await database.query(
    `update work set state = 'answered', fingerprint = 'f', running_generation = 1, running_hash = 'c',
       running_by = wanted_by, lane = null`,
  );
}

async function claimToWrite() {
  const token = randomUUID();
  const ask = { connection: "hubspot", object: "company", limit: 10, maxBatch: 10 } as const;
  return claimWrites(database, { ...ask, token, leaseMs, withOrders: true });
}

const stateOf = async () =>
  (await database.query("select state, reason_code, reason_detail->'hold' as hold from work"))[0];

test("each order has a higher epoch than the one before, and a changed hold stands once", async () => {
  const first = await holdOver("enrichment", "profile");
  const second = await holdOver("enrichment", "profile", { action: "killed", heldBy: "bo" });
  const third = await holdOver("everything", "");
  const lifted = await liftHold(database, { scope: "enrichment", target: "profile" });
  const epochs = [first, second, third, lifted ?? 0];
  expect(epochs).toEqual([...new Set(epochs)].toSorted((a, b) => a - b));
  expect(await findHolds(database)).toMatchObject({
    ...{ epoch: lifted, holds: [{ scope: "everything", epoch: third }] },
  });
  expect(await liftHold(database, { scope: "enrichment", target: "profile" })).toBeUndefined();
});

test("there is no hold over what nobody knows", async () => {
  await expect(holdOver("planet", "mars")).rejects.toMatchObject({ code: "config_invalid" });
});

/** The kinds of the registry, and one that a file of its own adds. */
const scopes = [
  ["everything", ""],
  ["connection", "hubspot"],
  ["enrichment", "profile"],
  ["object", "company"],
  ["record", "hubspot/company/1"],
] as const;

describe.each(scopes)("a hold over %s %s", (scope, target) => {
  test("lets nothing be dispatched, and what it holds goes on once it is lifted", async () => {
    await plan();
    await holdOver(scope, target);
    expect(await take()).toEqual([]);
    await liftHold(database, { scope, target });
    expect(await take()).toHaveLength(1);
  });

  test("lets no claim be had: the work waits again, and says for whom", async () => {
    await plan();
    await take();
    await holdOver(scope, target);
    expect(await claim()).toEqual([]);
    const hold = { scope, target, action: "paused", by: "ana", why: "prices look odd" };
    expect(await stateOf()).toEqual({ state: "ready", reason_code: "held", hold });
    expect((await findTrail(database, ref))?.work).toMatchObject([{ hold }]);
    await liftHold(database, { scope, target });
    await take();
    expect(await claim()).toHaveLength(1);
  });

  test("is known to whoever is about to ask or to write", async () => {
    await holdOver(scope, target);
    const holds = createHoldMirror({ database, logger: testLogger() });
    const subject = { ref, enrichment: "profile", model: "openai/m", wantedBy: ["live"] };
    expect(await holds.find(subject)).toMatchObject({ scope, target });
    expect(holds.isHeld(subject)).toBe(true);
  });

  test("lets no answer be claimed, and no intent be opened of one that was", async () => {
    await plan();
    await answered();
    await holdOver(scope, target);
    expect(await listDueWrites(database, { withOrders: true })).toEqual([]);
    expect(await claimToWrite()).toEqual([]);
    await liftHold(database, { scope, target });
    const [claimed] = await claimToWrite();
    await holdOver(scope, target);
    const intent = {
      ...{ ref, field: "ai_industry", beforeValue: null, beforeOwner: null, afterValue: "Energy" },
      ...{ workId: "1", token: claimed?.token ?? "", generation: 1, fingerprint: "f" },
      ...{ wantedBy: ["live"], answerId: null, afterOwner: "fieldwork" as const, withdraws: null },
      seenRecordedAt: null,
    };
    expect(await openIntents(database, [intent])).toEqual([]);
    await liftHold(database, { scope, target });
    expect(await openIntents(database, [intent])).toHaveLength(1);
  });
});

test.each([...scopes, ["backfill", "undo-1"]] as const)(
  "a hold over %s %s lets no order be listed or claimed",
  async (scope, target) => {
    await placeOrders(database, [
      {
        ...{ ref, enrichment: "profile", field: "ai_industry", kind: "correct", value: "Energy" },
        ...{ owner: "person", expectedValue: null, fingerprint: "", answerId: null },
        ...{ orderedBy: "ann", run: "undo-1" },
      },
    ]);
    await holdOver(scope, target);
    expect(await listDueWrites(database, { withOrders: true })).toEqual([]);
    expect(await claimToWrite()).toEqual([]);
    await liftHold(database, { scope, target });
    expect(await listDueWrites(database, { withOrders: false })).toEqual([]);
    expect(await listDueWrites(database, { withOrders: true })).toEqual([
      { connection: "hubspot", object: "company" },
    ]);
    expect(await claimToWrite()).toHaveLength(1);
  },
);

test("a hold over a lane holds what was given to it, and no answers that it gave", async () => {
  await plan();
  await take();
  await holdOver("model", "openai");
  expect(await claim()).toEqual([]);
  expect(await stateOf()).toMatchObject({ state: "ready", reason_code: "held" });
  await answered();
  expect(await claimToWrite()).toHaveLength(1);
});

test("what is held makes way for what is not, and goes on in its turn once the hold is lifted", async () => {
  for (const id of ["1", "2", "3"]) await fixture.plan(id, id);
  await database.query("update work set connection = 'salesforce' where record_id = '3'");
  await holdOver("connection", "hubspot");
  await holdOver("connection", "elsewhere");
  expect(await putOffHeld(database, ["profile"])).toBe(false);
  const due = () =>
    database.query(
      "select record_id as id, due_at <= now() as due, reason_code as reason from work order by 1",
    );
  const held = { due: false, reason: "held" };
  const free = { due: true, reason: null };
  expect(await due()).toEqual([
    { id: "1", ...held },
    { id: "2", ...held },
    { id: "3", ...free },
  ]);
  await liftHold(database, { scope: "connection", target: "elsewhere" });
  await takeUpHeld(database, ["profile"]);
  expect(await due()).toEqual([
    { id: "1", ...held },
    { id: "2", ...held },
    { id: "3", ...free },
  ]);
  await liftHold(database, { scope: "connection", target: "hubspot" });
  await takeUpHeld(database, ["profile"]);
  expect((await due()).map((row) => Object.values(row))).toEqual([
    ["1", true, null],
    ["2", true, null],
    ["3", true, null],
  ]);
});

test("what a paused hold spares goes on alone, until that ends", async () => {
  for (const id of ["1", "2"]) await fixture.plan(id, id);
  await database.query("update work set wanted_by = '{live,replay-1}' where record_id = '1'");
  await holdOver("enrichment", "profile");
  await holdOver("connection", "hubspot");
  await holdOver("connection", "sales");
  const of = { enrichment: "profile", connection: "hubspot" };
  expect(await sparePaused(database, "replay-1", of)).toBe(2);
  expect(await take()).toMatchObject([{ workId: "1" }]);
  expect(await claim()).toHaveLength(1);
  expect(await sparePaused(database, "replay-1", null)).toBe(2);
  expect(await take()).toEqual([]);
  await holdOver("enrichment", "profile", { action: "killed" });
  await liftHold(database, { scope: "connection", target: "hubspot" });
  expect(await sparePaused(database, "replay-1", of)).toBe(0);
});

const name = fc.constantFrom("a", "b", "c");

test("statements and processes agree on what is held", async () => {
  const order = fc.record({
    scope: fc.constantFrom(
      ...["everything", "connection", "enrichment", "model", "backfill", "object", "record"],
    ),
    target: fc.oneof(name, fc.constantFrom("company", "contact", "live", "a/company/1")),
    action: fc.constantFrom("paused", "killed"),
    spares: fc.uniqueArray(name, { maxLength: 2 }),
  });
  const row = fc.record({
    ...{ connection: name, object: fc.constantFrom("company", "contact"), enrichment: name },
    lane: fc.option(name),
    state: fc.constantFrom("ready", "dispatched", "answered"),
    wantedBy: fc.uniqueArray(fc.oneof(name, fc.constant("live")), { minLength: 1 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(order, { maxLength: 3 }), row, async (orders, work) => {
      await database.query("truncate work, hold");
      for (const { scope, target, action, spares } of orders) {
        await holdOver(scope, target, { action });
        const which = [scope, target, spares];
        await database.query("update hold set spares = $3 where scope = $1 and target = $2", which);
      }
      await database.query(
        `insert into work (connection, object, record_id, enrichment, lane, wanted_by, running_by, state,
           wanted_hash, vendor_at)
         values ($1, $2, '1', $3, $4, $5, $5, $6, 'h', now())`,
        [work.connection, work.object, work.enrichment, work.lane, work.wantedBy, work.state],
      );
      const [inSql] = await database.query<{ held: boolean }>(
        `select ${isHeldSql("work")} as held from work`,
      );
      const subject = {
        ref: { ...work, id: "1" } as unknown as typeof ref,
        ...{ enrichment: work.enrichment, wantedBy: work.wantedBy, model: work.lane },
      };
      const { holds } = await findHolds(database);
      expect(inSql?.held).toBe(coveringHold(holds, subject) !== undefined);
    }),
    { numRuns: 150 },
  );
});
