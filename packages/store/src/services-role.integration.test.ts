import { randomBytes } from "node:crypto";
import { createLogger } from "@fieldwork/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { storeMigrations } from "./migrations.ts";
import { prepareServicesRole } from "./services-role.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

const logger = createLogger({ service: "test", level: "silent" });
let database_: TestDatabase;
let admin: Database;
let services: Database;

beforeAll(async () => {
  database_ = await createTestDatabase();
  admin = connect(database_.url);
  services = connect(database_.servicesUrl);
  await migrate(admin, [storeMigrations]);
  await admin.query(
    `create schema queue;
     create table queue.job (id bigint generated always as identity, data text);
     create function refuse() returns trigger language plpgsql
       as 'begin raise exception ''no''; end';
     create trigger guard before truncate on work execute function refuse()`,
  );
  await prepare(database_.servicesUrl);
});

afterAll(async () => {
  await Promise.all([admin.stop(), services.stop()]);
  await database_.drop();
});

function connect(connectionString: string): Database {
  return createDatabase({ connectionString, max: 1, applicationName: "test" });
}

function prepare(databaseUrl: string): Promise<void> {
  return prepareServicesRole({ admin, databaseUrl, schemas: ["queue"], logger });
}

/** Another role of this server. */
function asRole(name: string, password = ""): string {
  return Object.assign(new URL(database_.url), { username: name, password }).href;
}

describe("the role that services connect as", () => {
  test("reads and changes what is in the tables, also those beside the store's", async () => {
    await services.query(
      "insert into role_lease (role, holder, lease_until) values ('r', 'a', now())",
    );
    await services.query("update role_lease set holder = 'b'");
    expect(await services.query("select role, holder from role_lease")).toEqual([
      { role: "r", holder: "b" },
    ]);
    await services.query("delete from role_lease");
    await services.query("insert into queue.job (data) values ('x')");
    expect(await services.query("select data from queue.job")).toEqual([{ data: "x" }]);
  });

  test("uses every table and sequence there is", async () => {
    const unusable = await services.query(
      `select pg_class.oid::regclass::text as name from pg_class
       join pg_namespace on pg_namespace.oid = relnamespace
       where nspname in ('public', 'queue') and case
         when relkind = 'S' then not has_sequence_privilege(pg_class.oid, 'usage')
         when relkind in ('r', 'p', 'v') then relname not in ('migration', 'audit', 'audit_value')
           and not has_table_privilege(pg_class.oid, 'insert, update, delete')
         else false end`,
    );
    expect(unusable).toEqual([]);
  });

  test("owns nothing", async () => {
    const owned = await admin.query(
      `select relname from pg_class where relowner = 'fieldwork_services'::regrole
       union all select proname from pg_proc where proowner = 'fieldwork_services'::regrole
       union all select nspname from pg_namespace where nspowner = 'fieldwork_services'::regrole`,
    );
    expect(owned).toEqual([]);
  });

  test.each([
    "alter table work add column mine text",
    "alter table work drop column state",
    "alter table work alter column state drop not null",
    "alter table work disable trigger guard",
    "alter table budget owner to fieldwork_services",
    "alter table queue.job add column mine text",
    "drop trigger guard on work",
    "create trigger mine before insert on work execute function refuse()",
    "create or replace function refuse() returns trigger language plpgsql as 'begin return new; end'",
    "drop table budget",
    "truncate field_ledger",
    "create table mine (id int)",
    "create table queue.mine (id int)",
    "create schema mine",
    "create role mine",
    "drop index work_ready",
    "insert into migration (set, name) values ('store', '9999-mine')",
    "delete from migration",
    "update audit set actor_name = 'nobody'",
    "delete from audit",
    "truncate audit",
    "update audit_value set value = '{}'",
    "create or replace function drop_audit(timestamptz, int) returns int language sql as 'select 1'",
    "set session_replication_role = replica",
  ])("is refused: %s", async (statement) => {
    await expect(services.query(statement)).rejects.toThrow(
      /permission denied|must be owner|no privileges|does not exist/,
    );
  });

  test("may use tables that a later update creates, once that has been prepared", async () => {
    await admin.query("create table later (id int)");
    await expect(services.query("select * from later")).rejects.toThrow(/permission denied/);
    await prepare(database_.servicesUrl);
    expect(await services.query("select * from later")).toEqual([]);
    await admin.query("drop table later");
  });
});

describe("a role that may do more is refused", () => {
  test("the owner itself", async () => {
    await expect(prepare(database_.url)).rejects.toThrow(/names the role that owns the tables/);
  });

  test("one that owns a table, is a superuser, or belongs to the owner", async () => {
    const suffix = randomBytes(4).toString("hex");
    const names = ["owning", "super", "member"].map((word) => `${word}_${suffix}`);
    const [owning = "", superuser = "", member = ""] = names;
    for (const name of names) await admin.query(`create role ${name} login password 'p'`);
    await admin.query(`create table owned (id int); alter table owned owner to ${owning};
      alter role ${superuser} superuser;
      do $$ begin execute format('grant %I to ${member}', current_user); end $$`);
    await expect(prepare(asRole(owning, "p"))).rejects.toThrow(/owns a table here/);
    await expect(prepare(asRole(superuser, "p"))).rejects.toThrow(/is a superuser/);
    await expect(prepare(asRole(member, "p"))).rejects.toThrow(/a member of the role that owns/);
    await admin.query("drop table owned");
    for (const name of names) await admin.query(`drop owned by ${name}; drop role ${name}`);
  });

  test("one that may create tables", async () => {
    await admin.query("grant create on schema queue to public");
    await expect(prepare(database_.servicesUrl)).rejects.toThrow(
      /may create tables in the schema queue. Withdraw that right: revoke create/,
    );
    await admin.query("revoke create on schema queue from public");
  });

  test("one that is known by another password", async () => {
    await expect(prepare(asRole("fieldwork_services", "wrong"))).rejects.toThrow(
      /the role or its password is wrong/,
    );
  });
});
