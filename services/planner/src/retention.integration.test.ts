import { createLogger } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { fillStore, openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createRetention } from "./retention.ts";

const keptDays = {
  ...{ AUDIT_RETENTION_DAYS: 450, CALL_RETENTION_DAYS: 90 },
  ...{ CAPTURE_RETENTION_DAYS: 7, INTENT_RETENTION_DAYS: 600 },
};

test("what is past its time goes by itself, each kind after its own, and the rest stays", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  await fillStore(database, 200);
  const aged = { audit: "at", model_call: "started_at", write_intent: "settled_at" };
  for (const [table, column] of Object.entries(aged))
    await database.query(`update ${table} set ${column} = now() - interval '500 days'`);
  await database.query(
    "update audit set at = now() where subject = (select min(subject) from audit)",
  );
  await database.query(
    `insert into replay (id, kind, cause, try_first, per_minute, goes_on, ordered_by, ended_at)
     select 'replay-' || name, 'event', '{}', 5, 60, false, 'ann', ended
     from (values ('old', now() - interval '91 days'), ('new', now()), ('open', null)) as t (name, ended)`,
  );
  await database.query(
    `insert into replay_member (replay_id, item_id, connection, object, record_id, reason_before)
     values ('replay-old', 1, 'hub', 'company', 'a', '{}'), ('replay-open', 2, 'hub', 'company', 'b', '{}')`,
  );
  await database.query(
    `insert into ordered_read (connection, object, record_id, ordered_at, read_at)
     select 'hub', 'company', name, now() - age, read
     from (values ('a', interval '91 days', now()), ('b', interval '91 days', now()),
       ('c', interval '91 days', null), ('d', interval '1 day', now())) as t (name, age, read)`,
  );
  await database.query(
    `insert into source_read (id, connection, object, filter, ordered_by, state, ended_at)
     select name, 'hub', 'company', '{"all": []}', 'ann', state, ended
     from (values ('old', 'done', now() - interval '91 days'), ('new', 'failed', now()),
       ('open', 'waiting', null)) as t (name, state, ended)`,
  );
  await database.query(
    `insert into capture (call_id, attempt, purpose, connection, object, record_id, enrichment, definition_hash,
       provider, model, outcome, request, reply, captured_at)
     select name, 1, 'work', 'hub', 'company', 'a', 'profile', 'h', 'openai', 'm', 'clean', '{}', '{}', now() - age
     from (values ('old', interval '8 days'), ('new', interval '6 days')) as t (name, age)`,
  );
  const retention = createRetention({
    database,
    config: keptDays,
    logger: testLogger(),
  });
  const left = async (table: string) => (await database.query(`select 1 from ${table}`)).length;
  const intents = await left("write_intent");
  await retention.start();
  onTestFinished(() => retention.stop());
  await eventually(async () => {
    expect([await left("audit"), await left("model_call")]).toEqual([1, 0]);
  });
  const names = async (table: string, column: string) =>
    (
      await database.query<{ name: string }>(`select ${column} as name from ${table} order by 1`)
    ).map(({ name }) => name);
  await eventually(async () => {
    expect(await names("replay", "id")).toEqual(["replay-new", "replay-open"]);
    expect(await names("ordered_read", "record_id")).toEqual(["b", "c", "d"]);
    expect(await names("source_read", "id")).toEqual(["new", "open"]);
    expect(await names("capture", "call_id")).toEqual(["new"]);
  });
  expect(await names("replay_member", "replay_id")).toEqual(["replay-open"]);
  expect(intents).toBeGreaterThan(100);
  expect(await left("write_intent")).toBe(intents);
});

test("what cannot be dropped keeps nothing else from its turn, and is named in the log", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  await fillStore(database, 50);
  await database.query("update audit set at = now() - interval '500 days'");
  await database.query("update model_call set started_at = now() - interval '500 days'");
  await database.query("update write_intent set settled_at = now() - interval '700 days'");
  await database.query(
    `create function stays() returns trigger language plpgsql as
     $$ begin raise exception 'it stays'; end $$`,
  );
  await database.query(
    "create trigger stays before delete on model_call for each row execute function stays()",
  );
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const logger = createLogger({ service: "test", level: "warn", destination: { write } });
  const retention = createRetention({ database, config: keptDays, logger });
  await retention.start();
  onTestFinished(() => retention.stop());
  await eventually(async () => {
    for (const table of ["audit", "write_intent where state <> 'open'"])
      expect(await database.query(`select 1 from ${table}`)).toEqual([]);
    expect(lines.join("")).toMatch(/calls: a statement failed: it stays/);
  });
  expect((await database.query("select 1 from model_call")).length).toBeGreaterThan(0);
});
