import { afterAll, beforeAll, expect, test } from "vitest";
import { listBudgets } from "./budgets.ts";
import type { Database } from "./database.ts";
import { listDeadWork } from "./dead-letters/dead-work.ts";
import { countPages } from "./page-counts.ts";
import { takeReviews } from "./reviews.ts";
import { fillStore, openTestStore, type TestStore } from "./testing.ts";
import { stopWanting } from "./wanting.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
  await fillStore(database, 20_000);
});

afterAll(() => store.drop());

test("a cancel reads the rows that it is about, whatever else there is", async () => {
  const wanted = await database.query(
    `update work set wanted_by = '{live,b1}' where id in (select id from work where state = 'ready' limit 10)
     returning 1`,
  );
  await database.query("vacuum analyze work");
  const { result, pages } = await countPages(database, (tx) =>
    stopWanting({ transaction: (work) => work(tx) }, "b1"),
  );
  expect(result).toBe(wanted.length);
  expect(pages).toBeLessThan(30 * wanted.length);
});

test("the list of budgets reads the calls once, however many budgets there are", async () => {
  await database.query(
    `insert into budget_spec (subject, name, period, limit_nano_usd, source)
     values ('total', '', 'once', 1, 'configuration')`,
  );
  await database.query(
    `insert into budget (scope, limit_nano_usd)
     select scope, 1 from unnest(array['total'] || array(select 'other-' || n from generate_series(1, 29) as n)) as scope`,
  );
  const held = await database.query(
    "update model_call set cost_nano_usd = null where work_id % 5000 = 50 returning 1",
  );
  await database.query("vacuum analyze model_call");
  const [all] = await database.query<{ pages: number }>(
    "select relpages as pages from pg_class where relname = 'model_call'",
  );
  const { result, pages } = await countPages(database, async (tx) => {
    // As in the reader's sessions.
    await tx.query("set local enable_seqscan = on");
    return listBudgets(tx);
  });
  expect(result).toHaveLength(30);
  expect(held.length).toBeGreaterThan(0);
  expect(result.find(({ scope }) => scope === "total")).toMatchObject({
    heldCalls: held.length,
    heldNanoUsd: BigInt(held.length) * 90_000n,
  });
  expect(pages).toBeLessThan(2 * (all?.pages ?? 0));
});

test("dead letters of one scope are read by what they are, whatever else there is", async () => {
  const scope = {
    ...{ code: "crm-refused-record", enrichment: "contact-role" },
    ...{ connection: "salesforce", object: "contact" },
  };
  const dead = await database.query<{ id: string }>(
    `select id from work where state = 'dead' and reason_code = $1 and enrichment = $2 and connection = $3
       and object = $4 order by id`,
    Object.values(scope),
  );
  expect(dead.length).toBeGreaterThan(0);
  await database.query("vacuum analyze work");
  const { result, pages } = await countPages(database, (tx) =>
    listDeadWork(tx, scope, { afterId: "0", limit: 1000 }),
  );
  expect(result.map(({ id }) => id)).toEqual(dead.map(({ id }) => id));
  expect(pages).toBeLessThan(10 * dead.length + 20);
});

test("the next answers are taken without a look at those that wait no longer", async () => {
  await database.query(
    `insert into review (work_id, field, generation, connection, object, record_id, enrichment, reason_code, closed_at)
     select n, 'old', 1, 'hubspot', 'company', 'r' || n, 'company-profile', 'low-confidence', now()
     from generate_series(1, 20000) as n`,
  );
  await database.query("vacuum analyze review");
  const { result, pages } = await countPages(database, (tx) =>
    takeReviews(tx, { connection: "hubspot" }, { holder: "ann", limit: 5, leaseMs: 1000 }),
  );
  expect(result).toHaveLength(5);
  expect(pages).toBeLessThan(600);
});
