import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { claimWrites } from "../claim-writes.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import {
  findLeasedParents,
  findWrittenParents,
  listDueUnderParents,
  releaseParents,
} from "./index.ts";

let store: TestStore;
const connection = "acme";
const of = ["company"];
const leaseMs = 60_000;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

beforeEach(async () => {
  const { database } = store;
  await database.query("truncate record, work, answer, parent_lease, write_order cascade");
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs)
     values ('f', 'answered', 'profile', 'v1', 1, '{}')`,
  );
});

interface Answered {
  id: string;
  object?: string;
  parentId?: string;
  wanter?: string;
}

/** Answers that fell due in this order, of records with these parents. */
async function answered(records: readonly Answered[]): Promise<void> {
  for (const { id, object = "contact", parentId, wanter = "live" } of records) {
    await store.database.query(
      `with kept as (
         insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, parent_id)
         values ($1, $2, $3, now(), 'c', now(), '{}', $4)
       )
       insert into work (connection, object, record_id, enrichment, state, wanted_by, running_by, wanted_hash,
         running_hash, running_generation, vendor_at, fingerprint, due_at)
       values ($1, $2, $3, 'profile', 'answered', '{live}', array[$5], 'h', 'h', 1, now(), 'f',
         now() - interval '5 seconds')`,
      [connection, object, id, parentId ?? null, wanter],
    );
  }
}

const list = (most = 100) =>
  listDueUnderParents(store.database, {
    connection,
    object: "contact",
    most,
    of,
    withOrders: true,
  });

/** Claims all that is listed, or what was. */
async function claim(token: string, answers?: Awaited<ReturnType<typeof list>>) {
  const claims = await claimWrites(store.database, {
    ...{ connection, object: "contact", limit: 100, maxBatch: 100, token, leaseMs },
    ...{ withOrders: true, among: { answers: answers ?? (await list()), of } },
  });
  return claims.map(({ recordId }) => recordId).toSorted();
}

const claimCompanies = async () => {
  const claims = await claimWrites(store.database, {
    ...{ connection, object: "company", limit: 100, maxBatch: 100, token: randomUUID(), leaseMs },
    withOrders: true,
  });
  return claims.map(({ recordId }) => recordId).toSorted();
};

test("crm-25: what is listed is live first, with its parent, and never more than asked for", async () => {
  await answered([
    { id: "1", parentId: "a", wanter: "backfill-1" },
    { id: "2", parentId: "b" },
    { id: "3" },
  ]);
  expect(await list()).toMatchObject([
    { parentId: "b", isLive: true },
    { parentId: null, isLive: true },
    { parentId: "a", isLive: false },
  ]);
  expect(await list(2)).toHaveLength(2);
});

test("crm-25: of two that claim the same at once one gets each parent with all that is under it", async () => {
  await answered(
    Array.from({ length: 12 }, (_, n) => ({ id: `${n}`, parentId: ["a", "b", "c"][n % 3] ?? "" })),
  );
  const seen = await list();
  const claims = await Promise.all(Array.from({ length: 4 }, () => claim(randomUUID(), seen)));
  expect(claims.flat()).toHaveLength(12);
  const parentOf = (id: string) => Number(id) % 3;
  const parents = claims.flatMap((ids) => [...new Set(ids.map(parentOf))]);
  expect(parents.toSorted()).toEqual([0, 1, 2]);
});

test("crm-25: what is leased is not listed, nor is its parent claimed, until its batch ends or its lease does", async () => {
  await answered([
    { id: "1", parentId: "a" },
    { id: "a", object: "company" },
    { id: "b", object: "company" },
  ]);
  const { database } = store;
  const token = randomUUID();
  // The company's own turn comes first.
  expect(await list()).toEqual([]);
  await database.query("update work set due_at = now() - interval '1 hour'");
  expect(await claim(token)).toEqual(["1"]);
  await answered([{ id: "2", parentId: "a" }]);
  expect(await list()).toEqual([]);
  expect(await findLeasedParents(database, { connection, parentIds: ["a", "b"] })).toEqual(["a"]);
  expect(await claimCompanies()).toEqual(["b"]);
  await database.query("update parent_lease set lease_until = now() - interval '1 second'");
  expect(await list()).toHaveLength(1);
  expect(await claimCompanies()).toEqual(["a"]);
  await releaseParents(database, token);
});

test("crm-25: what is under a parent that is being written, by answer or by order, is neither listed nor claimed", async () => {
  await answered([
    { id: "a", object: "company" },
    { id: "1", parentId: "a" },
    { id: "2", parentId: "b" },
  ]);
  const { database } = store;
  await database.query("update work set due_at = now() - interval '1 hour'");
  const seen = await list();
  expect(seen).toHaveLength(2);
  expect(await claimCompanies()).toEqual(["a"]);
  const asked = { connection, parentIds: ["a", "b"], objects: of };
  expect(await findWrittenParents(database, asked)).toEqual(["a"]);
  expect(await list()).toMatchObject([{ parentId: "b" }]);
  await database.query(
    `insert into write_order (connection, object, record_id, enrichment, field, kind, value, owner, ordered_by, wanted_by, state)
     values ($1, 'company', 'b', 'profile', 'ai_role', 'correct', 'Dana', 'person', 'ann', '{}', 'writing')`,
    [connection],
  );
  expect(await list()).toEqual([]);
  expect(await claim(randomUUID(), seen)).toEqual([]);
  expect(await database.query("select from parent_lease")).toEqual([]);
});
