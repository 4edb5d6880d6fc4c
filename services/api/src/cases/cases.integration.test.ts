import type { Actor, FieldValues } from "@fieldwork/contracts";
import { inputHash } from "@fieldwork/enrichments";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OrderDeps } from "../orders.ts";
import { openTestPlace, type TestPlace } from "../testing/open-test-place.ts";
import { showAcceptance } from "./acceptance.ts";
import { labelCorrections } from "./case-keeper.ts";
import { exportCases } from "./export-cases.ts";

let place: TestPlace;
let database: Database;
let reader: Reader;
let deps: OrderDeps;
const ann: Actor = { kind: "person", id: "p1", name: "ann" };
const inputs = [
  { field: "bio", required: true, maxChars: 100 },
  { field: "lastName", required: false, maxChars: 100 },
];
const content = {
  inputs,
  outputs: [
    { name: "role", field: "ai_role", type: "text" },
    { name: "level", field: "ai_level", type: "choice" },
  ],
};

beforeAll(async () => {
  place = await openTestPlace();
  ({ database, reader } = place);
  deps = { database, reader, audit: recordAudit };
});

afterAll(async () => {
  await place.stop();
});

beforeEach(async () => {
  await database.query(
    `truncate work, record, review, write_order, write_intent, owner_change, answer, audit, definition, labelled_case
     restart identity cascade`,
  );
  await database.query(
    `insert into definition (name, hash, content, is_current, released_by) values ('roles', 'd1', $1, true, 'ann')`,
    [JSON.stringify(content)],
  );
});

/** A contact whose role we wrote as Engineer. */
async function written(id: string, fields: FieldValues): Promise<void> {
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields)
     values ('hub', 'contact', $1, now(), 'a', now(), $2)`,
    [id, JSON.stringify(fields)],
  );
  await database.query(
    `with said as (
       insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs, provider, model, definition_hash)
       values ('f' || $1, 'answered', 'roles', 'p', 1, $3, 'openai', 'small', 'd1') returning id
     ), work as (
       insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, running_hash,
         running_generation, vendor_at, fingerprint)
       values ('hub', 'contact', $1, 'roles', 'written', '{live}', $2, $2, 1, now(), 'f' || $1)
     )
     insert into write_intent (connection, object, record_id, field, after_value, work_id, generation, fingerprint,
       wanted_by, answer_id, state, opened_at)
     select 'hub', 'contact', $1, field, 'Engineer', 1, 1, 'f' || $1, '{live}', id, 'settled', now() - interval '1 minute'
     from said, unnest(array['ai_role', 'ai_level']) as field`,
    [
      id,
      inputHash({ inputs } as Parameters<typeof inputHash>[0], fields),
      JSON.stringify({ role: { value: "Engineer", confidence: 0.9, evidence: null } }),
    ],
  );
}

async function editInCrm(id: string, field: string, value: string | null): Promise<void> {
  await database.query(
    `insert into owner_change (connection, object, record_id, field, from_owner, to_owner, value)
     values ('hub', 'contact', $1, $2, 'fieldwork', 'person', $3)`,
    [id, field, value],
  );
}

const correct = (id: string, value: string, state = "done") =>
  database.query(
    `insert into write_order (connection, object, record_id, enrichment, field, kind, value, owner, answer_id,
       ordered_by, wanted_by, state)
     select 'hub', 'contact', $1, 'roles', 'ai_role', 'correct', $2, 'person', id, 'ann', '{}', $3
     from answer where fingerprint = 'f' || $1`,
    [id, value, state],
  );

const everywhere = { connections: "all" } as const;
const exported = async () => {
  const { text } = await exportCases(deps, ann, { ...everywhere, enrichment: "roles" });
  return text.split("\n").flatMap((line): unknown[] => (line === "" ? [] : [JSON.parse(line)]));
};

test("a correction by order and one made in the CRM become cases, without the person's known values", async () => {
  await written("1", { bio: "Ada Lovelace leads research", lastName: "Lovelace" });
  await correct("1", "Director, Lovelace");
  await editInCrm("1", "ai_level", "Senior");
  expect(await labelCorrections(database)).toEqual({ looked: 2, kept: 2, missed: {} });
  expect(await labelCorrections(database)).toEqual({ looked: 0, kept: 0, missed: {} });
  expect(await exported()).toEqual([
    {
      inputs: { bio: "Ada […] leads research", lastName: "[…]" },
      expected: { role: "Director, […]", level: "Senior" },
    },
  ]);
  const [entry] = await database.query<{ value: unknown }>("select value from audit_value");
  expect(entry?.value).toEqual({
    cases: 1,
    records: [{ connection: "hub", object: "contact", id: "1" }],
  });
});

test("the same question corrected again is one case, with the newest answer", async () => {
  await written("1", { bio: "Runs the plant", lastName: "A" });
  await written("2", { bio: "Runs the plant", lastName: "A" });
  await correct("1", "Director");
  await correct("2", "Manager");
  await labelCorrections(database);
  expect(await exported()).toMatchObject([{ expected: { role: "Manager" } }]);
});

test("what cannot be a case is looked at once and left out: other inputs, a blank, the same value, an open order", async () => {
  await written("1", { bio: "Runs the plant", lastName: "A" });
  await correct("1", "Director");
  await database.query(`update record set fields = '{"bio": "Retired", "lastName": "A"}'`);
  await written("2", { bio: "Sells", lastName: "B" });
  await editInCrm("2", "ai_role", null);
  await correct("2", "Engineer");
  await correct("2", "Seller", "waiting");
  expect(await labelCorrections(database)).toEqual({
    looked: 3,
    kept: 0,
    missed: { "inputs-changed": 1, blank: 1, same: 1 },
  });
  expect(await exported()).toEqual([]);
});

test("acceptance is told by field, model and definition, with its interval and what was replaced in the CRM", async () => {
  for (const id of ["1", "2", "3", "4", "5", "6"]) await written(id, { bio: "x", lastName: null });
  await database.query(
    `insert into review (work_id, field, generation, connection, object, record_id, enrichment, answer_id, reason_code,
       closed_at, closed_as)
     select n, 'ai_role', 1, 'hub', 'contact', n::text, 'roles', n, 'low-confidence', now(),
       (array['approve', 'approve', 'approve', 'correct', 'superseded', 'pin'])[n]
     from generate_series(1, 6) as n`,
  );
  await editInCrm("5", "ai_role", "Seller");
  const since = new Date(0);
  const [role, ...others] = await showAcceptance(reader, { ...everywhere, since });
  expect(others).toEqual([]);
  expect(role).toMatchObject({
    ...{ enrichment: "roles", field: "ai_role", model: "small", definitionHash: "d1" },
    ...{ decided: 5, approved: 3, corrected: 1, kept: 1, overridden: 1 },
    acceptance: { share: 0.6 },
  });
  expect(role?.acceptance?.low).toBeLessThan(0.4);
  expect(await showAcceptance(reader, { connections: ["sales"], since })).toEqual([]);
});
