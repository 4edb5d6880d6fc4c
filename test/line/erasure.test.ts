import { erasePerson, previewErasure, verifyErasure } from "@fieldwork/api";
import { topics } from "@fieldwork/contracts";
import { completeErasures, personalData } from "@fieldwork/store/erasure";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, type TestLine } from "../support/test-line.ts";

const principal = {
  actor: { kind: "person", id: "p1", name: "Ann" },
  rights: [[{ role: "admin", connection: null }]],
  ...{ personId: "p1", sessionId: null, from: "192.0.2.1" },
} as const;
const email = "dana.mill@acme.example";
const person = {
  ...{ firstname: "Dana", lastname: "Mill", email, jobtitle: "Head of Milling" },
};

let line: TestLine;

beforeAll(async () => {
  line = await createTestLine();
});

afterAll(() => line.stop());

const deps = () => ({ database: line.database, logDays: 7 });
const refOf = (id: string) => ({ connection: "hubspot", object: "contact", id }) as const;

/** One that the line has read and finished. */
async function createContact(fields: Record<string, unknown>): Promise<string> {
  const [id = ""] = await line.hubspot.create("contacts", [fields]);
  await expect.poll(recordsLeft, { timeout: 10_000 }).toContain(id);
  await line.drained();
  return id;
}

/** What the tables still hold of these records. */
async function recordsLeft(): Promise<string[]> {
  const rows = await line.database.query<{ id: string }>(
    "select record_id as id from record where object = 'contact' order by 1",
  );
  return rows.map(({ id }) => id);
}

/** Rows about the person where the line itself leaves none so soon, and of the log's own. */
async function leaveTraces(id: string): Promise<void> {
  const ref = ["hubspot", "contact", id];
  const statements = [
    `insert into owner_change (connection, object, record_id, field, from_owner, to_owner, value)
     values ($1, $2, $3, 'ai_role', 'fieldwork', 'person', 'Dana')`,
    "insert into ordered_read (connection, object, record_id) values ($1, $2, $3)",
    `with named as (insert into budget_spec (subject, name, period, limit_nano_usd, source)
       values ('record', concat_ws('/', $1::text, $2::text, $3::text), 'day', 1, 'person') returning name)
     insert into budget (scope, subject, name, period, limit_nano_usd) select 'record:h', 'record', name, 'day', 1 from named`,
    `insert into write_order (connection, object, record_id, enrichment, field, kind, value, owner, ordered_by, wanted_by, state)
     values ($1, $2, $3, 'contact-role', 'ai_role', 'correct', 'Dana', 'person', 'ann', '{}', 'done')`,
    `insert into log_dead_letter (topic, key, value, reason_code)
     values ('crm.record-changed', concat_ws('/', $1::text, $2::text, $3::text), '{"name": "Dana"}', 'internal')`,
    `insert into review (work_id, field, generation, connection, object, record_id, enrichment, value, reason_code)
     select id, 'ai_role', 1, $1, $2, $3, enrichment, 'Dana', 'low-confidence' from work where record_id = $3
       and connection = $1 and object = $2`,
    // Paused: another would drop the dead letter as soon as the record is read.
    `with kept as (insert into replay (id, kind, cause, state, try_first, per_minute, goes_on, ordered_by)
       values ('r1', 'event', '{}', 'paused', 1, 1, true, 'ann') returning id)
     insert into replay_member (replay_id, item_id, connection, object, record_id, reason_before)
     select id, 1, $1, $2, $3, '{}' from kept`,
    `insert into labelled_case (enrichment, output, field, inputs, expected, source, connection, object, record_id,
       labelled_at, inputs_hash)
     values ('contact-role', 'role', 'ai_role', '{"title": "Miller"}', 'Other', 'review', $1, $2, $3, now(), 'h')`,
    `with kept as (insert into backfill (id, enrichment, definition_hash, connection, object, filter, rest_minutes, ordered_by)
       values ('backfill-1', 'contact-role', 'h', $1, $2, jsonb_build_object('any', jsonb_build_array(
         jsonb_build_object('field', 'id', 'is', 'anyOf', 'values', jsonb_build_array($3::text, 'other')),
         '{"field": "email", "is": "contains", "values": ["Dana.Mill@"]}'::jsonb)), 60, 'ann') returning id)
     insert into backfill_record (backfill_id, ordinal, step, connection, object, record_id)
     select id, 0, 0, $1, $2, $3 from kept`,
    `insert into ordered_ask (id, purpose, connection, object, record_id, enrichment, definition_hash, ordered_by, expires_at)
     values (gen_random_uuid(), 'preview', $1, $2, $3, 'contact-role', 'h', 'ann', now() + interval '1 day')`,
    `with kept as (insert into evaluation (id, enrichment, definition_hash, models, cases_hash, ordered_by, expires_at)
       values (gen_random_uuid(), 'contact-role', 'h', '{}', 'h', 'ann', now() + interval '1 day') returning id)
     insert into ordered_ask (id, purpose, evaluation_id, case_number, inputs, expected, model, enrichment, definition_hash,
       ordered_by, expires_at)
     select gen_random_uuid(), 'evaluate', id, 1, jsonb_build_object('text', $1::text || $2::text || $3::text || 'Dana Miller'),
       '{}', 'm', 'contact-role', 'h', 'ann', now() + interval '1 day' from kept`,
    `insert into answer (fingerprint, state, enrichment, prompt_version, outputs)
     values ('evaluated', 'answered', 'contact-role', 'p', jsonb_build_object('role', $1::text || $2::text || $3::text || 'Dana Miller'))`,
    `insert into source_read (id, connection, object, filter, ordered_by, state)
     values ('read-1', $1, $2, jsonb_build_object('field', 'id', 'is', 'anyOf', 'values', jsonb_build_array($3::text)), 'ann', 'done')`,
    `insert into saved_view (owner, owner_name, name, search, is_shared)
     values ('p', 'ann', 'Of bakers', jsonb_build_object('object', $2::text, 'field', 'id', 'value', $3::text, 'connection', $1::text), true)`,
    `insert into order_key (key_hash, request_hash, reply)
     values ('k', 'r', jsonb_build_object('record', concat_ws('/', $1::text, $2::text, $3::text)))`,
    `with entry as (insert into audit (actor_kind, actor_id, actor_name, order_name, subject)
       values ('person', 'p', 'Ann', 'cases.export', 'definitions/contact-role') returning id)
     insert into audit_value (audit_id, side, value)
     select id, 'after', jsonb_build_object('cases', 1, 'records', jsonb_build_array(
       jsonb_build_object('connection', $1::text, 'object', $2::text, 'id', $3::text))) from entry`,
    `with entry as (insert into audit (actor_kind, actor_id, actor_name, order_name, subject)
       values ('person', 'p', 'Ann', 'dead-letters.edit', 'dead-letters/events/1') returning id)
     insert into audit_value (audit_id, side, value)
     select id, 'after', jsonb_build_object('key', concat_ws('/', $1::text, $2::text, $3::text), 'value', 'Dana') from entry`,
    `insert into capture (call_id, attempt, purpose, connection, object, record_id, enrichment, definition_hash, provider,
       model, outcome, request, reply)
     values ('c', 1, 'work', $1, $2, $3, 'contact-role', 'h', 'openai', 'm', 'clean', '{"title": "Baker"}', '{}')`,
    `insert into change_hint (connection, object, record_id, kind, hinted_at, is_bulk, lease_until)
     values ($1, $2, $3, 'changed', now(), false, now() + interval '1 hour')`,
    `insert into shown_activity (connection, object, record_id, kind, activity_ids)
     values ($1, $2, $3, 'notes', '{46}')`,
    `insert into hold (scope, target, action, held_by, why, epoch)
     select 'record', concat_ws('/', $1::text, $2::text, $3::text), 'paused', 'ann', 'comes back', epoch from hold_epoch`,
    `insert into company_key (connection, object, record_id, facts, vendor_at, read_at)
     values ($1, $2, $3, '{"name": "Dana"}', now(), now())`,
    `insert into shared_question (share_key, fingerprint, connection, object, record_id) values ('s', 'f', $1, $2, $3)`,
    `insert into company_link (connection, object, record_id, other_connection, other_id, verdict, reason_code, evidence)
     values ('another', $2, 'c1', $1, $3, 'doubtful', 'name-alone', jsonb_build_object('name', $3::text))`,
    // The last: the writer drops it once it has looked.
    `insert into output_hint (connection, object, record_id, outputs, seen_at) values ($1, $2, $3, '{"ai_role": "Dana"}', now() + interval '1 hour')`,
  ];
  for (const statement of statements) await line.owner.query(statement, ref);
}

test("a person who is erased is gone from every table at once, and neither polls nor the log bring them back", async () => {
  const id = await createContact(person);
  const other = await createContact({ ...person, firstname: "Kim", email: "kim@acme.example" });
  await leaveTraces(id);
  expect(await recordsLeft()).toEqual([id, other].toSorted());

  const meant = { records: [], email: ` ${email.toUpperCase()}` };
  const preview = await previewErasure(deps(), meant);
  expect(preview.records).toEqual([`hubspot/contact/${id}`]);
  const receipt = await erasePerson(deps(), principal, meant);
  const reached = Object.entries(personalData).filter(([, { rows }]) => rows.by !== "none");
  // A hint is dropped by the writer once it has looked, which may be at once.
  const found = { ...preview.rows, output_hint: 1 };
  expect(Object.keys(found).toSorted()).toEqual(reached.map(([table]) => table).toSorted());
  expect({ ...receipt.deleted, output_hint: 1 }).toEqual(found);
  expect(receipt.exportedCases).toEqual([
    { at: expect.any(String), by: "Ann", subject: "definitions/contact-role" },
  ]);
  const logDays = (receipt.logUntil.getTime() - receipt.orderedAt.getTime()) / 86_400_000;
  expect(logDays).toBe(7);
  expect(await recordsLeft()).toEqual([other]);
  const backfills = await line.database.query("select filter from backfill");
  expect(backfills).toEqual([
    {
      filter: {
        any: [
          { field: "id", is: "anyOf", values: ["[erased]", "other"] },
          { field: "email", is: "contains", values: ["[erased]"] },
        ],
      },
    },
  ]);
  const gone = { records: [refOf(id)], email };
  expect(await verifyErasure(deps(), gone)).toMatchObject({ isErased: true });

  // The CRM changes the record, has another one of the same person, and an older event is still in the log.
  await line.hubspot.edit({ object: "contacts", id }, { jobtitle: "Head of Baking" });
  const [twin = ""] = await line.hubspot.create("contacts", [{ ...person, jobtitle: "Miller" }]);
  const [event] = (await line.changesOf(id)).map((published) => published.event);
  if (event === undefined) throw new Error("nothing was published");
  await line.eventLog.publish(topics.recordChanged, [{ event }]);
  const after = await createContact({ ...person, email: "after@acme.example" });
  expect(await recordsLeft()).toEqual([other, after].toSorted());
  expect(await line.changesOf(twin)).toEqual([]);
  expect(await verifyErasure(deps(), gone)).toMatchObject({ isErased: true, left: {} });
});

test("what was under way at the order is deleted once it has ended, and its receipt says so", async () => {
  const id = await createContact({ ...person, email: "late@acme.example" });
  const [work] = await line.database.query<{ id: string }>(
    "select id from work where record_id = $1",
    [id],
  );
  const { id: erasure, isComplete } = await erasePerson(deps(), principal, {
    records: [refOf(id)],
  });
  expect(isComplete).toBe(false);
  expect(await completeErasures(line.database)).toBe(0);
  // A call that was paid for comes in late.
  await line.database.query(
    `insert into write_decision (work_id, generation, field, decision, reason_code, answer_value, fingerprint, wanted_by)
     values ($1, 1, 'ai_role', 'write', 'field-empty', 'Dana', 'f', '{}')`,
    [work?.id],
  );
  await line.database.query("update erasure set again_at = now() where id = $1", [erasure]);
  expect(await completeErasures(line.database)).toBe(1);
  const left = await line.database.query("select 1 from write_decision where work_id = $1", [
    work?.id,
  ]);
  expect(left).toEqual([]);
  const [kept] = await line.database.query<{ again: unknown }>(
    "select again from erasure where id = $1",
    [erasure],
  );
  expect(kept?.again).toBeNull();
});

test("a check names what is left, and who is not kept out", async () => {
  const id = await createContact({ ...person, email: "still@acme.example" });
  const check = await verifyErasure(deps(), { records: [refOf(id)], email: "still@acme.example" });
  expect(check).toMatchObject({
    ...{ isErased: false, notKeptOut: [`hubspot/contact/${id}`] },
    ...{ left: { record: 1, work: 1 }, mentions: { record: 1 } },
  });
});
