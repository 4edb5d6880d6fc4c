import { type Database, storeMigrations } from "@fieldwork/store";
import {
  countRows,
  createReader,
  type DeadEventRow,
  deadEvents,
  findDeadEvents,
  type Page,
  type Reader,
  readPage,
} from "@fieldwork/store/reading";
import {
  explaining,
  fillStore,
  keepTablesStill,
  offeredDeadEvents,
  openTestStore,
  type PlanNode,
  type TestStore,
  unboundedSteps,
  vacuumWhole,
} from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepDeadLetters, keepUnpublished } from "./dead-letters.ts";
import { eventLogMigrations } from "./postgres/log-migrations.ts";
import { fillDeadLetters } from "./testing/fill-dead-letters.ts";

const deadLetters = 30_000;
let store: TestStore;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  store = await openTestStore([storeMigrations, eventLogMigrations]);
  ({ database } = store);
  reader = createReader({ connectionString: store.url, max: 2, applicationName: "test" });
  await keepTablesStill(database);
  await fillStore(database, 10_000);
  await fillDeadLetters(database, deadLetters);
  await vacuumWhole(database);
}, 120_000);

afterAll(async () => {
  await reader.stop();
  await store.drop();
});

test("dead letters are paged through and counted by every choice of filters without reading the whole table", async () => {
  const plans: PlanNode[] = [];
  const steps: Record<string, string[]> = {};
  for (const reading of offeredDeadEvents(explaining(reader, plans))) {
    plans.length = 0;
    const first = await reading.page();
    const second = first.next && (await reading.page(first.next));
    if (second?.previous) await reading.page(second.previous);
    const { count } = await reading.count();
    expect([reading.name, first.rows.length]).toEqual([reading.name, Math.min(count, 50)]);
    const found = plans.flatMap(unboundedSteps);
    if (found.length > 0) steps[reading.name] = found;
  }
  expect(steps).toEqual({});
}, 60_000);

test("the dead letters of one record are found by its key and by its id without reading the others", async () => {
  const plans: PlanNode[] = [];
  for (const subject of ["hubspot/company/r11", "r11"]) {
    const found = await findDeadEvents(explaining(reader, plans), subject);
    expect(found).toMatchObject([
      { key: "hubspot/company/r11", reason: { code: "event-malformed" } },
    ]);
  }
  expect(plans.flatMap(unboundedSteps)).toEqual([]);
});

test("a count of them goes no further than ten thousand", async () => {
  expect(await countRows(reader, deadEvents)).toEqual({ count: 10_000, isCapped: true });
});

test("a dead letter is shown with its record's name, its group and what it holds, the last first", async () => {
  const ref = { connection: "hubspot", object: "company", id: "9" };
  const key = `${ref.connection}/${ref.object}/${ref.id}`;
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields)
     values ($1, $2, $3, now(), 'h', now(), '{"name": "Acme"}')`,
    [ref.connection, ref.object, ref.id],
  );
  const reason = { code: "event-malformed", detail: { said: "no version" } } as const;
  const letter = { key, value: { kind: "changed", text: "x".repeat(5000) }, reason };
  const topic = "crm.record-changed";
  await keepDeadLetters(database, { group: "planner", topic, partition: 2 }, [
    { ...letter, offset: 7n },
  ]);
  await keepUnpublished(database, topic, [letter, letter]);
  const { rows } = await readPage(reader, deadEvents, { filters: { topic }, limit: 2 });
  expect(rows.toSorted((one, other) => Number(one.offset) - Number(other.offset))).toMatchObject([
    { key, title: "Acme", topic, group: null, partition: null, offset: null, reason },
    { key, title: "Acme", topic, group: "planner", partition: 2, offset: "7", reason },
  ]);
  expect(rows[0]?.value).toHaveLength(2000);
  const alone = await readPage(reader, deadEvents, { filters: { topic, group: "" }, limit: 1 });
  expect(alone.rows).toMatchObject([{ key, group: null }]);
});

test("walking the pages gives each dead letter once, also where several are of one moment", async () => {
  const topic = "of-one-moment";
  await database.query(
    `insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, reason_code, failed_at)
     select case when n % 3 > 0 then 'g' || n % 3 end, $1, 0, n, 'k' || n, '{}',
       case when n % 2 = 0 then 'internal' else 'data-invalid' end, timestamptz '2026-01-01Z'
     from generate_series(1, 23) as n`,
    [topic],
  );
  const met: string[] = [];
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page: Page<DeadEventRow> = await readPage(reader, deadEvents, {
      ...{ filters: { topic }, limit: 4 },
      ...(cursor ? { cursor } : {}),
    });
    met.push(...page.rows.map(({ key }) => key));
    cursor = page.next;
  }
  expect(met).toHaveLength(23);
  expect(new Set(met).size).toBe(23);
});
