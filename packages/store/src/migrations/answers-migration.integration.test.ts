import { afterAll, beforeAll, expect, test } from "vitest";
import { claimAnswers } from "../answers.ts";
import type { Database } from "../database.ts";
import { migrate } from "../migrate.ts";
import { storeMigrations } from "../migrations.ts";
import { openTestStore, type TestStore } from "../testing.ts";

let testDatabase: TestStore;
let database: Database;

beforeAll(async () => {
  const { set, migrations } = storeMigrations;
  const before = migrations.findIndex(({ name }) => name === "0014-answers");
  testDatabase = await openTestStore([{ set, migrations: migrations.slice(0, before) }]);
  ({ database } = testDatabase);
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs, answered_at, token)
     values ('known', 'answered', 'profile', 'v1', 1, '{"a": 1}', '2026-01-01', null),
       ('begun', 'asking', 'profile', 'v1', 2, null, null, '6f1d3b52-8a90-4a45-9c41-3f2f1c3c9a10')`,
  );
  await database.query(
    `insert into write_intent (connection, object, record_id, field, work_id, generation, fingerprint, state, wanted_by)
     select 'hubspot', 'company', n::text, 'ai_industry', n, 1, fingerprint, state, '{live}'
     from (values (1, 'known', 'settled'), (2, 'known', 'open'), (3, 'gone', 'abandoned')) as t (n, fingerprint, state)`,
  );
  await database.query(
    `insert into field_ledger (connection, object, record_id, field, owner, fingerprint)
     values ('hubspot', 'company', '1', 'ai_industry', 'fieldwork', 'known'),
       ('hubspot', 'company', '4', 'ai_industry', 'person', null)`,
  );
  await migrate(database, [storeMigrations]);
});

afterAll(async () => {
  await testDatabase.drop();
});

test("every answer of the version before is the current one, with its age, and is not paid again", async () => {
  const rows = await database.query(
    `select fingerprint, state, outputs, answered_at is not null as aged, id is not null as named
     from answer where replaced_at is null order by fingerprint`,
  );
  expect(rows).toEqual([
    { fingerprint: "begun", state: "asking", outputs: null, aged: false, named: true },
    { fingerprint: "known", state: "answered", outputs: { a: 1 }, aged: true, named: true },
  ]);
  const claims = [
    {
      ...{ fingerprint: "known", token: "6f1d3b52-8a90-4a45-9c41-3f2f1c3c9a11", workId: "5" },
      ...{ enrichment: "profile", promptVersion: "v1", definitionHash: "d1" },
    },
  ];
  expect(await claimAnswers(database, { claims, leaseMs: 1000 })).toMatchObject([
    { kind: "known" },
  ]);
});

test("writes of the version before name the answer that they wrote", async () => {
  const named = "answer_id = (select id from answer where fingerprint = 'known') as named";
  expect(
    await database.query(`select record_id, ${named} from write_intent order by record_id`),
  ).toEqual([
    { record_id: "1", named: true },
    { record_id: "2", named: true },
    { record_id: "3", named: null },
  ]);
  expect(
    await database.query(`select record_id, ${named} from field_ledger order by record_id`),
  ).toEqual([
    { record_id: "1", named: true },
    { record_id: "4", named: null },
  ]);
});

test("a newer answer takes the place of the current one, and the older one keeps its id", async () => {
  const [old] = await database.query<{ id: string }>(
    "update answer set replaced_at = now() where fingerprint = 'known' returning id",
  );
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id) values ('known', 'answered', 'profile', 'v1', 6)`,
  );
  const rows = await database.query<{ id: string }>(
    "select id from answer where fingerprint = 'known' order by id",
  );
  expect(rows[0]).toEqual(old);
  await expect(
    database.query(
      `insert into answer (fingerprint, state, enrichment, prompt_version, work_id) values ('known', 'answered', 'profile', 'v1', 7)`,
    ),
  ).rejects.toThrow("answer_current");
});
