import { randomBytes } from "node:crypto";
import { storableJson, storableText } from "@fieldwork/runtime";
import { oddText } from "@fieldwork/runtime/odd-text";
import { eventually } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { errorFromPostgres } from "./postgres-errors.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

const away = { code: "backend_unavailable", retryable: true };

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({
    connectionString: testDatabase.url,
    max: 4,
    applicationName: "test",
  });
  await database.start();
});

afterAll(async () => {
  await database.stop();
  await testDatabase.drop();
});

test("runs each migration once, in order, however many processes start at once", async () => {
  const set = {
    set: "example",
    migrations: [
      { name: "0001", sql: "create table example (n int)" },
      { name: "0002", sql: "insert into example values (1)" },
    ],
  };
  await Promise.all([migrate(database, [set]), migrate(database, [set]), migrate(database, [set])]);
  expect(await database.query("select n from example")).toEqual([{ n: 1 }]);
});

test("a PostgreSQL that is too old for the tables is refused before anything is created in it", async () => {
  const old = await createTestDatabase();
  try {
    await old.pool.query(
      `create schema older;
       create function older.current_setting(text) returns text return '16.4';
       do $$ begin execute format(
         'alter database %I set search_path = older, pg_catalog, public', current_database()); end $$`,
    );
    const options = { connectionString: old.url, max: 1, applicationName: "test" };
    const stale = createDatabase(options);
    const migrating = migrate(stale, [{ set: "example", migrations: [] }]);
    await expect(migrating).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining("PostgreSQL 16.4 is too old for the tables: use version 17"),
    });
    const tables = await stale.query("select from pg_class where relname = 'migration'");
    expect(tables).toEqual([]);
    await stale.stop();
  } finally {
    await old.drop();
  }
});

test("a statement with values is planned once a session, and not to read whole tables", async () => {
  await database.query("create table planned (id int primary key, n int)");
  await database.transaction(async (tx) => {
    for (let id = 1; id <= 10; id++) await tx.query("select n from planned where id = $1", [id]);
    await tx.query("insert into planned select id, id from generate_series(1, 1000) as id");
    expect(await tx.query("select n from planned where id = $1", [700])).toEqual([{ n: 700 }]);
    const [plan] = await tx.query<{ name: string; runs: number }>(
      `select name, (generic_plans + custom_plans)::int as runs from pg_prepared_statements
       where statement = 'select n from planned where id = $1'`,
    );
    expect(plan?.runs).toBe(11);
    const lines = await tx.query(`explain execute "${plan?.name}" (1)`);
    expect(JSON.stringify(lines)).toContain("planned_pkey");
  });
});

test("with an empty list of values, a statement is planned once a session; without a list, each time", async () => {
  await database.transaction(async (tx) => {
    for (let run = 0; run < 3; run++) {
      await tx.query("select 1 as polled", []);
      await tx.query("select 1 as asked");
    }
    const plans = await tx.query(
      `select statement, (generic_plans + custom_plans)::int as runs from pg_prepared_statements
       where statement in ('select 1 as polled', 'select 1 as asked')`,
    );
    expect(plans).toEqual([{ statement: "select 1 as polled", runs: 3 }]);
  });
});

test("a transaction that throws leaves nothing behind", async () => {
  const failing = database.transaction(async (tx) => {
    await tx.query("create table gone ()");
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await database.query("select to_regclass('gone') as found")).toEqual([{ found: null }]);
});

test("transactions that collide are run again until both are done", async () => {
  await database.query("create table counter (id int primary key, n int)");
  await database.query("insert into counter values (1, 0), (2, 0)");
  const add = (first: number, second: number) =>
    database.transaction(async (tx) => {
      await tx.query("update counter set n = n + 1 where id = $1", [first]);
      await tx.query("select pg_sleep(0.02)");
      await tx.query("update counter set n = n + 1 where id = $1", [second]);
    });
  await Promise.all([add(1, 2), add(2, 1)]);
  expect(await database.query("select sum(n)::int as n from counter")).toEqual([{ n: 4 }]);
});

test("a statement alone that was the victim of a deadlock is run again until it is done", async () => {
  await database.query("create table pair (id int primary key, n int)");
  await database.query("insert into pair values (1, 0), (2, 0)");
  // The victim is whoever looks for a deadlock when there is one: surely this, a while after it began to wait.
  const patient = createDatabase({
    connectionString: `${testDatabase.url}?options=-c%20deadlock_timeout%3D4s`,
    max: 1,
    applicationName: "test",
  });
  const client = await testDatabase.pool.connect();
  try {
    await client.query("set deadlock_timeout = '1min'");
    await client.query("begin");
    // The other session looks for deadlocks first, and so is the victim.
    await client.query("set local deadlock_timeout = '1min'");
    await client.query("update pair set n = n + 1 where id = 1");
    const alone = patient.query(
      `with two as (update pair set n = n + 1 where id = 2 returning n), waited as (select pg_sleep(0) from two)
       update pair set n = n + 1 from waited where id = 1`,
    );
    await eventually(async () => {
      const waiting = await testDatabase.pool.query(
        `select 1 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting.rowCount).toBeGreaterThan(0);
    });
    await client.query("update pair set n = n + 1 where id = 2");
    await client.query("commit");
    await alone;
  } finally {
    client.release();
    await patient.stop();
  }
  expect(await database.query("select id, n from pair order by id")).toEqual([
    { id: 1, n: 2 },
    { id: 2, n: 2 },
  ]);
});

test("an unreachable server is an outage, and the message holds no password", async () => {
  const away = createDatabase({
    connectionString: "postgresql://someone:hunter2@127.0.0.1:1/x",
    max: 1,
    applicationName: "test",
  });
  await expect(away.query("select 1")).rejects.toMatchObject({
    code: "backend_unavailable",
    retryable: true,
    message: expect.not.stringContaining("hunter2"),
  });
  await away.stop();
});

test.each([
  ["whose password has changed", (url: URL) => Object.assign(url, { password: "old" })],
  ["that has no such database now", (url: URL) => Object.assign(url, { pathname: "/moved" })],
])("a server %s is an outage: no statement is at fault", async (_, changed) => {
  const { href } = changed(new URL(testDatabase.url));
  const lost = createDatabase({ connectionString: href, max: 1, applicationName: "test" });
  await expect(lost.query("select 1")).rejects.toMatchObject(away);
  await lost.stop();
});

test.each(["EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"])(
  "a network that cannot find the server is an outage: %s",
  (code) => {
    const error = Object.assign(new Error(`connect ${code}`), { code });
    expect(errorFromPostgres(error)).toMatchObject(away);
  },
);

test("text comes back as it was, but for what PostgreSQL has no place for", async () => {
  await database.query("create table odd (id int, body text, value jsonb)");
  await fc.assert(
    fc.asyncProperty(fc.array(oddText({ maxPieces: 40 }), { minLength: 1 }), async (texts) => {
      await database.query("truncate odd");
      await database.query(
        `insert into odd select t.* from unnest($1::int[], $2::text[], $3::jsonb[])
           as t (id, body, value)`,
        [[...texts.keys()], texts, texts.map((text) => storableJson({ [text]: text }))],
      );
      const kept = await database.query("select body, value from odd order by id");
      const stored = texts.map(storableText);
      expect(kept).toEqual(stored.map((text) => ({ body: text, value: { [text]: text } })));
    }),
    { numRuns: 20 },
  );
});

test.each([
  ["a time before the calendar", "select $1::timestamptz", "0000-01-01T00:00:00.000Z"],
  ["a number out of range", "select $1::bigint", "99999999999999999999"],
  ["something that is not JSON", "select $1::jsonb", "{"],
  ["JSON that is nested too deeply", "select $1::jsonb", "[".repeat(200_000)],
  ["a key that is too long for its index", "insert into keyed values ($1)", longKey()],
  ["a row that stands already", "insert into keyed values ('a'), ($1)", "a"],
  ["a value that a constraint forbids", "insert into keyed values ($1)", "forbidden"],
])("%s is the fault of what was given, and nothing is done", async (_, statement, value) => {
  await database.query(
    "create table if not exists keyed (key text primary key check (key <> 'forbidden'))",
  );
  await expect(database.query(statement, [value])).rejects.toMatchObject({
    code: "data_invalid",
    retryable: false,
  });
  expect(await database.query("select * from keyed")).toEqual([]);
});

/** That cannot be compressed to fit. */
function longKey(): string {
  return randomBytes(6000).toString("base64");
}

test("a wrong statement is a mistake and not an outage", async () => {
  await expect(database.query("selec 1")).rejects.toMatchObject({
    code: "internal",
    retryable: false,
  });
});

test.each(["select n from not_created", "select added_later from example"])(
  "what an older version has not got is a matter of the installation: %s",
  async (statement) => {
    await expect(database.query(statement)).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringMatching(/does not exist.*npx fieldwork prepare/),
    });
  },
);

test("a session that the server ends within a transaction fails the transaction, and nothing else", async () => {
  const broken = database.transaction(async (tx) => {
    const [session] = await tx.query<{ pid: number }>("select pg_backend_pid() as pid");
    await database.query("select pg_terminate_backend($1)", [session?.pid]);
    await eventually(() => expect(tx.query("select 1")).rejects.toMatchObject(away));
    await tx.query("select 1");
  });
  await expect(broken).rejects.toMatchObject(away);
  expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
});
