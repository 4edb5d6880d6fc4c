import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { migrate } from "../migrate.ts";
import { storeMigrations } from "../migrations.ts";
import { openTestStore, type TestStore } from "../testing.ts";

let testDatabase: TestStore;
let database: Database;

const rejected = "rejected: value is not one of the options; evidence is missing";
const abstained = "the model abstained";

beforeAll(async () => {
  const { set, migrations } = storeMigrations;
  const before = migrations.findIndex(({ name }) => name === "0020-rejected-answers");
  testDatabase = await openTestStore([{ set, migrations: migrations.slice(0, before) }]);
  ({ database } = testDatabase);
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs)
     values ('f', 'answered', 'profile', 'v1', 1, $1), ('g', 'answered', 'profile', 'v1', 2, '{}')`,
    [
      {
        industry: { value: null, confidence: 0.9, evidence: null, blankReason: rejected },
        size: { value: null, confidence: 0.2, evidence: null, blankReason: abstained },
        summary: { value: "Makes pumps", confidence: 1, evidence: "pumps" },
      },
    ],
  );
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       running_generation, reason_code, reason_detail)
     select 'hubspot', 'company', id, 'profile', 'skipped', '{live}', 'h', now(), 1, code, detail::jsonb
     from (values ('all', 'abstained', null), ('some', 'abstained', null), ('none', 'abstained', null),
       ('other', 'nothing-to-write', '{"decisions": ["abstained", "human-value"]}')) as t (id, code, detail)`,
  );
  await database.query(
    `insert into write_decision (work_id, generation, field, decision, reason_code, reason_detail, wanted_by)
     select work.id, 1, field, decision, decision, jsonb_build_object('said', said), '{live}'
     from (values ('all', 'a', 'abstained', $1), ('all', 'b', 'abstained', $1), ('some', 'a', 'abstained', $1),
       ('some', 'b', 'abstained', $2), ('none', 'a', 'abstained', $2), ('other', 'a', 'abstained', $1),
       ('other', 'b', 'human-value', null)) as t (id, field, decision, said)
     join work on work.record_id = t.id`,
    [rejected, abstained],
  );
  await migrate(database, [storeMigrations]);
});

afterAll(async () => {
  await testDatabase.drop();
});

const problems = ["value is not one of the options", "evidence is missing"];

test("an output that the checks rejected keeps what they found, and an abstention is one without it", async () => {
  expect(await database.query("select outputs from answer order by fingerprint")).toEqual([
    {
      outputs: {
        industry: { value: null, confidence: 0.9, evidence: null, rejected: problems },
        size: { value: null, confidence: 0.2, evidence: null },
        summary: { value: "Makes pumps", confidence: 1, evidence: "pumps" },
      },
    },
    { outputs: {} },
  ]);
});

test("decisions and work tell a rejection from an abstention", async () => {
  const told = "reason_code as code, reason_detail as detail";
  const decisions = await database.query(
    `select record_id as id, field, decision, d.${told.replace(", ", ", d.")}
     from write_decision as d join work on work.id = work_id order by record_id, field`,
  );
  const isRejected = { decision: "rejected", code: "rejected", detail: { problems } };
  const isAbstained = { decision: "abstained", code: "abstained", detail: null };
  expect(decisions).toMatchObject([
    { id: "all", field: "a", ...isRejected },
    { id: "all", field: "b", ...isRejected },
    { id: "none", field: "a", ...isAbstained },
    { id: "other", field: "a", ...isRejected },
    { id: "other", field: "b", decision: "human-value" },
    { id: "some", field: "a", ...isRejected },
    { id: "some", field: "b", ...isAbstained },
  ]);
  expect(await database.query(`select record_id as id, ${told} from work order by 1`)).toEqual([
    { id: "all", code: "rejected", detail: null },
    { id: "none", code: "abstained", detail: null },
    {
      ...{ id: "other", code: "nothing-to-write" },
      detail: { decisions: ["human-value", "rejected"] },
    },
    {
      ...{ id: "some", code: "nothing-to-write" },
      detail: { decisions: ["abstained", "rejected"] },
    },
  ]);
});
