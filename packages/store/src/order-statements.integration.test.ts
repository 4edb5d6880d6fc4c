import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimWrites } from "./claim-writes.ts";
import type { Database, Db } from "./database.ts";
import { openIntents } from "./intents.ts";
import { createPageCounts, openStaleSession, type StaleSession } from "./page-counts.ts";
import { fillStore } from "./testing.ts";
import { endOrders, type NewWriteOrder, placeOrders, releaseOrders } from "./write-orders.ts";

let stale: StaleSession;
let session: Database;

const scope = { connection: "hubspot", object: "company" } as const;
const batch = 10;
// 38 as a rule, and more where what other databases do keeps the server from clearing away dead rows as it
// reads; whoever reads all orders touches more than 80.
const maxPagesAnOrder = 60;

beforeAll(async () => {
  stale = await openStaleSession();
  ({ session } = stale);
});

afterAll(() => stale.close());

test("a statement about orders reads those that it is about, whatever else there is and however old its plan", async () => {
  await carryOut(["empty"]);
  await session.query("delete from write_intent");
  await session.query("delete from write_order");
  await fillStore(session, 20_000);
  const ids = Array.from({ length: 20_000 }, (_, n) => `waiting-${n}`);
  await placeOrders(session, ids.map(orderFor));
  await answered(ids);
  const reviewed = await session.query<{ id: string }>(
    `select record_id as id from review where closed_at is null and (connection, object) = ($1, $2)
     and field = 'ai_industry' limit $3`,
    [scope.connection, scope.object, batch],
  );
  const touched = await carryOut(reviewed.map(({ id }) => id));
  const tooMany = Object.entries(touched).filter(([, pages]) => pages > maxPagesAnOrder * batch);
  expect(Object.fromEntries(tooMany)).toEqual({});
});

function orderFor(id: string): NewWriteOrder {
  return {
    ...{ ref: { ...scope, id }, enrichment: "company-profile", field: "ai_industry" },
    ...{ kind: "approve", value: "Energy", owner: "fieldwork", expectedValue: null },
    ...{ fingerprint: "f", answerId: null, orderedBy: "ann", run: null },
  };
}

/** Answers to the same records: each waits for its order. */
async function answered(ids: readonly string[]): Promise<void> {
  await session.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, running_by, wanted_hash,
       running_hash, running_generation, vendor_at, fingerprint)
     select 'hubspot', 'company', id, 'company-profile', 'answered', '{live}', '{live}', 'h', 'h', 1, now(), 'f'
     from unnest($1::text[]) as id`,
    [ids],
  );
}

/** Orders something about records, ahead of all others, and carries it out; the pages that each statement touched. */
async function carryOut(ids: readonly string[]): Promise<Record<string, number>> {
  const { touched, step } = createPageCounts(session);
  const orderIds = await step("placeOrders", (tx) => placeOrders(tx, ids.map(orderFor)));
  await session.query("update write_order set due_at = '2020-01-01' where id = any($1)", [
    orderIds,
  ]);
  const claim = (tx: Db) =>
    claimWrites(tx, {
      ...{ ...scope, limit: ids.length, maxBatch: batch, token: randomUUID(), leaseMs: 60_000 },
      withOrders: true,
    });
  const claims = await step("claimWrites", claim);
  expect(claims.map(({ recordId }) => recordId).toSorted()).toEqual(ids.toSorted());
  await step("openIntents", (tx) =>
    openIntents(
      tx,
      claims.map(({ workId, token, recordId }) => ({
        ...{ ref: { ...scope, id: recordId }, field: "ai_industry", workId, token, generation: 1 },
        ...{ fingerprint: "f", answerId: null, beforeValue: null, beforeOwner: null },
        ...{
          afterValue: "Energy",
          afterOwner: "fieldwork" as const,
          withdraws: null,
          wantedBy: [],
          seenRecordedAt: null,
        },
      })),
    ),
  );
  const reason = { code: "backend-unavailable", detail: null } as const;
  await step("releaseOrders", (tx) =>
    releaseOrders(
      tx,
      claims.map((one) => ({
        ...{ ...one, reason, dueInMs: -1e9, isFailure: false },
        rest: { kind: "setback" as const, rests: 1, doubt: 0 },
      })),
    ),
  );
  const again = await session.transaction(claim);
  expect(again).toHaveLength(ids.length);
  await step("endOrders", (tx) =>
    endOrders(
      tx,
      again.map((one) => ({ ...one, state: "done", reason: null, outcome: null })),
    ),
  );
  return touched;
}
