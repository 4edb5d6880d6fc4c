import { randomUUID } from "node:crypto";
import type { Actor, ReasonCode } from "@fieldwork/contracts";
import {
  claimWrites,
  type Database,
  endOrders,
  type ReviewKey,
  recordDecisions,
} from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { type Reader, readPage, reviews } from "@fieldwork/store/reading";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OrderDeps } from "../orders.ts";
import { openTestPlace, type TestPlace } from "../testing/open-test-place.ts";
import { decideInBulk, previewBulk } from "./bulk.ts";
import { decideReviews } from "./decide-reviews.ts";
import { orderField } from "./order-field.ts";
import type { ReviewDecision } from "./plan-decision.ts";
import { giveBack, takeNextReviews } from "./take.ts";

let place: TestPlace;
let database: Database;
let reader: Reader;
let deps: OrderDeps;
const ann: Actor = { kind: "person", id: "p1", name: "ann" };
const bob: Actor = { kind: "person", id: "p2", name: "bob" };

beforeAll(async () => {
  place = await openTestPlace();
  ({ database, reader } = place);
  deps = { database, reader, audit: recordAudit };
});

afterAll(async () => {
  await place.stop();
});

beforeEach(async () => {
  await database.query(
    "truncate work, record, review, write_decision, write_order, answer, audit, definition restart identity cascade",
  );
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select 'hub', 'company', n::text, now(), 'a', now() - interval '1 hour', '{}', '{}' from generate_series(1, 4) as n`,
  );
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, running_generation,
       vendor_at, reason_code)
     select 'hub', 'company', n::text, 'profile', 'review', '{live}', 'h', 1, now(), 'low-confidence'
     from generate_series(1, 4) as n`,
  );
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs)
     values ('f', 'answered', 'profile', 'p', 1, '{}')`,
  );
  for (const workId of ["1", "2", "3", "4"]) {
    await recordDecisions(database, [
      {
        ...{ workId, generation: 1, wantedBy: ["live"], field: "ai_industry", answerId: "1" },
        ...{ decision: "low-confidence", opensReview: true, fingerprint: "f", traceparent: null },
        reason: { code: "low-confidence", detail: { confidence: 0.2 } },
        ...{ liveValue: null, answerValue: "Energy" },
      },
    ]);
  }
});

const keyOf = (workId: string): ReviewKey => ({ workId, field: "ai_industry", generation: 1 });

async function decide(workId: string, decision: ReviewDecision, actor = ann) {
  const orders = [{ ...keyOf(workId), decision, seenValue: null }];
  const [outcome] = await decideReviews(deps, actor, { orders });
  return outcome;
}

/** As the writer does once the CRM has done what was ordered, or the value was another. */
async function carryOut(
  state: "done" | "refused" = "done",
  code: ReasonCode = "ordered",
): Promise<void> {
  const claims = await claimWrites(database, {
    ...{ connection: "hub", object: "company", limit: 10, maxBatch: 10, leaseMs: 10_000 },
    ...{ token: randomUUID(), withOrders: true },
  });
  await endOrders(
    database,
    claims.map((claim) => ({ ...claim, state, reason: { code, detail: null }, outcome: null })),
  );
}

const waiting = async () => (await readPage(reader, reviews, {})).rows.map(({ workId }) => workId);

test("a decision goes to the CRM as an order, and the answer waits until that order is done", async () => {
  expect(await decide("1", { kind: "approve" })).toEqual({
    ...keyOf("1"),
    orderId: expect.any(String),
  });
  const { rows } = await readPage(reader, reviews, {});
  expect(rows.filter(({ isOrdered }) => isOrdered).map(({ workId }) => workId)).toEqual(["1"]);
  expect(await decide("1", { kind: "reject" })).toMatchObject({
    refused: expect.stringMatching(/already on its way/),
  });
  await carryOut("refused");
  expect(await waiting()).toContain("1");
  await decide("1", { kind: "approve" });
  await carryOut();
  expect(await waiting()).toEqual(["2", "3", "4"]);
  expect(await decide("1", { kind: "approve" })).toMatchObject({
    refused: expect.stringMatching(/no longer waits/),
  });
  const audited = await database.query(
    "select order_name, record_key from audit join audit_value on audit_id = audit.id where side = 'after'",
  );
  expect(audited).toEqual([
    { order_name: "reviews.approve", record_key: "hub/company/1" },
    { order_name: "reviews.approve", record_key: "hub/company/1" },
  ]);
});

test("a decision about a value that has changed since brings the answer back for that reason", async () => {
  await decide("1", { kind: "approve" });
  await decide("2", { kind: "reject" });
  await carryOut("refused", "changed-since");
  const { rows } = await readPage(reader, reviews, { filters: { reason: "changed-since" } });
  expect(rows.map(({ workId }) => workId)).toEqual(["1", "2"]);
  await decide("1", { kind: "approve" });
  await carryOut();
  expect(await waiting()).toEqual(expect.not.arrayContaining(["1"]));
});

test("rights on another connection reach no answer here", async () => {
  const orders = [{ ...keyOf("1"), decision: { kind: "approve" }, seenValue: null } as const];
  expect(await decideReviews(deps, ann, { orders, connection: "sales" })).toMatchObject([
    { refused: expect.stringMatching(/no longer waits/) },
  ]);
  expect(await decideReviews(deps, ann, { orders, connection: "hub" })).toMatchObject([
    { orderId: expect.any(String) },
  ]);
});

test("work none of whose answers was taken ends as skipped, with one taken as written", async () => {
  await decide("1", { kind: "reject" });
  await decide("2", { kind: "keep" });
  await decide("3", { kind: "correct", value: "Mining" });
  await decide("4", { kind: "pin" });
  await carryOut();
  const ended = await database.query(
    "select work.state, work.reason_code as reason, closed_as as closed from work join review on work_id = id order by id",
  );
  expect(ended).toEqual([
    { state: "skipped", reason: "not-taken", closed: "reject" },
    { state: "skipped", reason: "not-taken", closed: "keep" },
    { state: "written", reason: null, closed: "correct" },
    { state: "skipped", reason: "not-taken", closed: "pin" },
  ]);
});

test("two people never hold the same answer, and what one gives back the other gets", async () => {
  const take = (actor: Actor) => takeNextReviews(deps, actor, { filter: {}, limit: 3 });
  const [anns, bobs] = await Promise.all([take(ann), take(bob)]);
  const taken = [...anns, ...bobs].map(({ workId }) => workId);
  expect(new Set(taken).size).toBe(4);
  expect(taken).toHaveLength(4);
  const [first] = anns;
  expect(await decide(first?.workId ?? "", { kind: "approve" }, bob)).toMatchObject({
    refused: expect.stringMatching(/somebody else/),
  });
  expect(new Set((await take(ann)).map(({ workId }) => workId))).toEqual(
    new Set(anns.map(({ workId }) => workId)),
  );
  expect(await giveBack(deps, ann)).toEqual({ givenBack: anns.length });
  expect(await takeNextReviews(deps, bob, { filter: {}, limit: 10 })).toHaveLength(4);
});

test("what a newer read saw in the CRM is what an order carries; changed inputs show", async () => {
  await database.query(
    `update record set read_at = now() + interval '1 second', outputs = '{"ai_industry": "Retail"}' where record_id = '1'`,
  );
  await database.query("update work set wanted_generation = 2 where id = 2");
  const { rows } = await readPage(reader, reviews, {});
  const seen = rows.map(({ workId, seenValue, isOutdated }) => ({ workId, seenValue, isOutdated }));
  expect(seen.slice(0, 2)).toEqual([
    { workId: "1", seenValue: "Retail", isOutdated: false },
    { workId: "2", seenValue: null, isOutdated: true },
  ]);
  expect(await decide("2", { kind: "approve" })).toMatchObject({
    refused: expect.stringMatching(/newer answer/),
  });
});

test("many are decided exactly as the preview showed them, or not at all", async () => {
  const request = { filter: { field: "ai_industry" }, decision: { kind: "approve" } } as const;
  await takeNextReviews(deps, bob, { filter: { recordId: "4" }, limit: 1 });
  const preview = await previewBulk(reader, ann, request);
  expect(preview).toMatchObject({ count: 3, fields: { ai_industry: 4 } });
  expect(preview.samples.map(({ workId }) => workId)).toEqual(["1", "2", "3"]);
  expect(Object.values(preview.refused)).toEqual([1]);
  await database.query(
    `update record set read_at = now() + interval '1 second', outputs = '{"ai_industry": "Retail"}' where record_id = '1'`,
  );
  await expect(decideInBulk(deps, ann, { ...request, seen: preview.seen })).rejects.toThrow(
    /look again/,
  );
  const { seen } = await previewBulk(reader, ann, request);
  const outcomes = await decideInBulk(deps, ann, { ...request, seen });
  expect(outcomes.filter((one) => "orderId" in one)).toHaveLength(3);
  const orders = await database.query(
    "select record_id as id, expected_value as expected from write_order order by record_id",
  );
  expect(orders).toEqual([
    { id: "1", expected: "Retail" },
    { id: "2", expected: null },
    { id: "3", expected: null },
  ]);
});

test("a field is pinned without an answer that waits, if an enrichment writes it", async () => {
  const ref = { connection: "hub", object: "company", id: "1" };
  const pin = { ref, field: "ai_industry", kind: "pin" } as const;
  await expect(orderField(deps, ann, pin)).rejects.toThrow(/no enrichment writes/);
  await database.query(
    `insert into definition (name, hash, content, is_current, released_by)
     values ('profile', 'd', '{"object": "company", "outputs": [{"field": "ai_industry"}]}', true, 'ann')`,
  );
  await orderField(deps, ann, pin);
  await orderField(deps, ann, { ...pin, kind: "unpin", seenValue: null });
  expect(
    await database.query("select kind, enrichment, owner from write_order order by id"),
  ).toEqual([
    { kind: "pin", enrichment: "profile", owner: "person" },
    { kind: "unpin", enrichment: "profile", owner: "fieldwork" },
  ]);
});
