import type { Actor } from "@fieldwork/contracts";
import { createLogger } from "@fieldwork/runtime";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type Database } from "../database.ts";
import { audit } from "../reading/lists/audit.ts";
import { readPage } from "../reading/read-list.ts";
import { createReader, type Reader } from "../reading/reader.ts";
import { prepareServicesRole } from "../services-role.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import { recordAudit } from "./record-audit.ts";
import { dropOldAudit } from "./retention.ts";

const ann: Actor = { kind: "person", id: "p1", name: "Ann" };
const record = { connection: "hubspot", object: "contact", id: "7" } as const;

let store: TestStore;
let services: Database;
let reader: Reader;

beforeAll(async () => {
  store = await openTestStore();
  const { database: admin, servicesUrl } = store;
  await prepareServicesRole({
    ...{ admin, databaseUrl: servicesUrl },
    logger: createLogger({ service: "test", level: "silent" }),
  });
  services = createDatabase({ connectionString: servicesUrl, max: 2, applicationName: "test" });
  reader = createReader({ connectionString: servicesUrl, max: 1, applicationName: "test" });
});

beforeEach(() => store.database.query("delete from audit"));

afterAll(async () => {
  await Promise.all([services.stop(), reader.stop()]);
  await store.drop();
});

test("an entry says who ordered what about whom, from where, and what was so before and after", async () => {
  await recordAudit(services, {
    ...{ actor: ann, order: "hold.place", subject: "holds/everything", from: "192.0.2.1" },
    ...{ before: null, after: { action: "paused", why: "a\0b" } },
  });
  const { rows } = await readPage(reader, audit, {});
  expect(rows).toEqual([
    {
      ...{ id: expect.any(String), at: expect.any(Date), actor: ann, order: "hold.place" },
      ...{ subject: "holds/everything", from: "192.0.2.1" },
      ...{ before: null, after: { action: "paused", why: "ab" } },
    },
  ]);
});

test("an entry does not stand without its order", async () => {
  const order = services.transaction(async (tx) => {
    await recordAudit(tx, { actor: ann, order: "hold.place", subject: "holds/everything" });
    throw new Error("refused");
  });
  await expect(order).rejects.toThrow("refused");
  expect((await readPage(reader, audit, {})).rows).toEqual([]);
});

test("the services add entries and take values of a record away, and change or delete no entry", async () => {
  await recordAudit(services, {
    ...{ actor: ann, order: "review.correct", subject: "reviews/1", record },
    ...{ before: { value: "Engineer" }, after: { value: "Director" } },
  });
  const forbidden = [
    "update audit set actor_name = 'Bob'",
    "delete from audit",
    "truncate audit cascade",
    "update audit_value set value = '{}'",
  ];
  for (const statement of forbidden)
    await expect(services.query(statement)).rejects.toThrow(/permission denied/);
  await services.query("delete from audit_value where record_key = 'hubspot/contact/7'");
  const { rows } = await readPage(reader, audit, {});
  expect(rows).toMatchObject([{ actor: ann, subject: "reviews/1", before: null, after: null }]);
});

test("paging reads each entry once, the last first, also of one order alone", async () => {
  const orders = ["a", "b", "a", "b", "a"];
  for (const [index, order] of orders.entries())
    await recordAudit(services, { actor: ann, order, subject: `s${index}` });
  const readAll = async (filters: { order?: string }) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await readPage(reader, audit, { filters, cursor, limit: 2 });
      seen.push(...page.rows.map(({ subject }) => subject));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return seen;
  };
  expect(await readAll({})).toEqual(["s4", "s3", "s2", "s1", "s0"]);
  expect(await readAll({ order: "a" })).toEqual(["s4", "s2", "s0"]);
});

test("what is past its retention goes, the oldest first, and nothing of the last 90 days can", async () => {
  for (const days of [10, 100, 800, 900])
    await store.database.query(
      `insert into audit (at, actor_kind, actor_id, actor_name, order_name, subject)
       values (now() - $1::int * interval '1 day', 'person', 'p', 'Ann', 'o', $2)`,
      [days, `${days}`],
    );
  const left = async () =>
    (await readPage(reader, audit, {})).rows.map(({ subject }) => Number(subject));
  expect(await dropOldAudit(services, { keepDays: 730, limit: 1 })).toBe(1);
  expect(await left()).toEqual([10, 100, 800]);
  expect(await dropOldAudit(services, { keepDays: 730, limit: 10 })).toBe(1);
  expect(await dropOldAudit(services, { keepDays: 0, limit: 10 })).toBe(1);
  expect(await left()).toEqual([10]);
});
