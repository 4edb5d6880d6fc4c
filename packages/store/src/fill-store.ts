import type { Db } from "./database.ts";

/**
 * Fills an empty store like a line that has run: two CRMs, companies and contacts, one row of work for
 * each record with its calls, answers, decisions, ledger and orders. Of 100 records some 86 were
 * written; the rest wait, were skipped, are in review or are dead letters. Each is one minute older
 * than the one before.
 */
export async function fillStore(db: Db, records: number): Promise<void> {
  for (const statement of statements) await db.query(statement, [records]);
}

// Which of several values row n has, distributed so that neighbours differ.
const pick = (values: string[], salt: number) =>
  `(array['${values.join("','")}'])[1 + abs(hashint8(n * 31 + ${salt})) % ${values.length}]`;

const countries = ["Germany", "France", "United States", "Japan", "Brazil", "Italy", "Spain"];
const industries = ["Industrials", "Financials", "Health Care", "Energy", "Materials", "Utilities"];
const words = [
  ...["Acme", "Northwind", "Globex", "Initech", "Umbrella", "Stark", "Wayne", "Müller", "Søren"],
  ...["Vandelay", "Hooli", "Soylent", "Tyrell", "Cyberdyne", "Aperture", "Weyland", "Oscorp"],
];
const trades = ["Software", "Foods", "Logistics", "Energy", "Partners", "Holdings", "Robotics"];
const object = "case when n % 2 = 0 then 'company' else 'contact' end";
const connection = `case when abs(hashint8(n)) % 10 < 7 then 'salesforce' else 'hubspot' end`;
const at = "timestamptz '2026-11-01 00:00:00Z' - n * interval '1 minute'";
const enrichment = "case when n % 2 = 0 then 'company-profile' else 'contact-role' end";
const rows = "generate_series(1, $1::bigint) as n";

// By the last three digits: dead letters and reviews are rare, as in a healthy line.
const state = `case
  when n % 1000 = 7 then 'dead' when n % 1000 in (11, 12, 13, 14, 15) then 'review'
  when n % 1000 = 500 then 'dispatched' when n % 1000 = 501 then 'asking' when n % 1000 = 502 then 'answered'
  when n % 100 < 3 then 'ready' when n % 100 < 8 then 'skipped' when n % 100 < 13 then 'superseded'
  else 'written' end`;

const statements = [
  `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs, changed_at)
   select ${connection}, ${object}, 'r' || n, ${at}, md5(n::text), ${at},
     case when n % 2 = 0 then jsonb_build_object(
       'name', ${pick(words, 1)} || ' ' || ${pick(trades, 2)} || ' ' || substr(md5(n::text), 1, 5),
       'domain', substr(md5(n::text), 1, 8) || '.example', 'country', ${pick(countries, 3)},
       'description', repeat(md5(n::text) || ' ', 8))
     else jsonb_build_object('firstName', ${pick(words, 4)}, 'lastName', 'K' || substr(md5(n::text), 1, 6),
       'jobTitle', ${pick(trades, 5)} || ' lead') end,
     case when n % 2 = 0 then jsonb_build_object('ai_industry', ${pick(industries, 6)})
       else jsonb_build_object('ai_seniority', ${pick(["Manager", "Director", "VP"], 7)}) end, ${at}
   from ${rows}`,
  `insert into work (connection, object, record_id, enrichment, state, wanted_by, running_by, wanted_hash,
     running_generation, fingerprint, lane, vendor_at, wanted_at, due_at, dispatched_at, lease_until, claim_token,
     answered_at, settled_at, reason_code)
   select connection, object, record_id, enrichment, state, array[class], array[class], md5(n::text), 1,
     case when state in ('answered', 'written', 'review', 'skipped') then md5('f' || n) end,
     case when state in ('dispatched', 'asking') then 'openai' end, seen_at, seen_at, seen_at,
     case when state = 'dispatched' then seen_at end,
     case when state = 'asking' then now() + interval '1 hour' end,
     case when state = 'asking' then gen_random_uuid() end,
     case when state in ('answered', 'written', 'review', 'skipped') then seen_at end,
     case when state in ('written', 'review', 'skipped', 'dead') then seen_at + interval '3 seconds' end,
     case state when 'dead' then ${pick(["model-refused-content", "crm-refused-record"], 8)}
       when 'review' then 'low-confidence' when 'skipped' then 'value-stands' end
   from (select n, ${connection} as connection, ${object} as object, 'r' || n as record_id,
     ${enrichment} as enrichment, ${state} as state, ${at} as seen_at,
     case when n % 5 = 0 then 'backfill' else 'live' end as class from ${rows}) as planned
   order by n desc`,
  `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, provider, model, outputs,
     cost_nano_usd, answered_at)
   select fingerprint, 'answered', enrichment, 'v1', id, 'openai', 'gpt', jsonb_build_object('industry',
     jsonb_build_object('value', 'Energy', 'confidence', 0.9, 'evidence', 'energy')), 42000, answered_at
   from work where fingerprint is not null and id <= $1`,
  `insert into model_call (call_id, attempt, work_id, kind, provider, model, scopes, reserved_nano_usd,
     cost_nano_usd, outcome, usage, started_at, settled_at, purpose, wanted_by)
   select md5('c' || id), 1, id, 'generate', ${pick(["openai", "mistral"], 9)}, ${pick(["small", "large"], 10)},
     array['total'], 90000, 42000, 'answered', '{"inputTokens": 900, "outputTokens": 60}', answered_at, answered_at,
     case when n % 5000 = 0 then 'preflight' else 'work' end, running_by
   from (select *, id as n from work) as work where fingerprint is not null and id <= $1`,
  `insert into write_decision (work_id, generation, field, decision, reason_code, answer_value, fingerprint, decided_at,
     wanted_by)
   select work.id, 1, field, case when state = 'written' then 'write' when state = 'review' then 'low-confidence'
     else 'unchanged' end, coalesce(reason_code, 'field-empty'), 'Energy', fingerprint, settled_at, running_by
   from work cross join lateral unnest(case enrichment when 'company-profile'
     then array['ai_industry', 'ai_summary'] else array['ai_seniority'] end) as field
   where state in ('written', 'review', 'skipped') and id <= $1 order by work.id, field`,
  `insert into review (work_id, field, generation, connection, object, record_id, enrichment, answer_id, value,
     reason_code, opened_at, closed_at, closed_as)
   select work.id, field, 1, connection, object, record_id, work.enrichment, answer.id, 'Energy', 'low-confidence',
     decided_at, case when decision = 'write' then decided_at end, case when decision = 'write' then decision end
   from work join write_decision on work_id = work.id
   join answer on answer.fingerprint = work.fingerprint and replaced_at is null
   where (decision = 'low-confidence' or decision = 'write' and work.id % 5 = 0) and work.id <= $1`,
  `insert into write_intent (connection, object, record_id, field, after_value, work_id, generation, fingerprint, answer_id,
     state, opened_at, settled_at, wanted_by)
   select connection, object, record_id, field, 'Energy', work.id, 1, work.fingerprint, answer.id, 'settled', settled_at,
     settled_at, running_by
   from work join write_decision on work_id = work.id
   join answer on answer.fingerprint = work.fingerprint and replaced_at is null
   where decision = 'write' and work.id <= $1`,
  `insert into field_ledger (connection, object, record_id, field, owner, value, work_id, generation, fingerprint, answer_id, settled_at)
   select connection, object, record_id, field,
     case when work_id % 50 = 0 then 'person' else 'fieldwork' end, after_value, work_id, generation, fingerprint, answer_id, settled_at
   from write_intent where work_id <= $1`,
  // For one in twenty of our fields a person has ordered something.
  `insert into write_order (connection, object, record_id, enrichment, field, kind, value, owner, expected_value,
     ordered_by, wanted_by, state, reason_code, ordered_at, settled_at, ledger_owner, ledger_value, ledger_pinned)
   select connection, object, record_id, enrichment, field, 'correct', 'Mining', 'person', 'Energy', 'ann', '{}',
     'done', 'ordered', decided_at, decided_at + interval '1 second', 'person', 'Mining', false
   from write_decision join work on work.id = work_id
   where decision = 'write' and work.id % 20 = 0 and work.id <= $1`,
  `insert into write_decision (work_id, generation, field, decision, reason_code, live_value, answer_value, fingerprint,
     decided_at, wanted_by)
   select id, 1, field, 'write', 'ordered', 'Energy', 'Mining', '', settled_at, wanted_by
   from write_order where $1::bigint > 0`,
  `insert into audit (at, actor_kind, actor_id, actor_name, came_from, order_name, subject)
   select ${at}, 'person', md5('p' || n % 5)::uuid, ${pick(words, 11)} || ' ' || ${pick(words, 12)}, '2001:db8::' || n,
     ${pick(["backfill.start", "review.approve"], 13)}, 'backfills/' || md5('b' || n)::uuid
   from ${rows}`,
  `insert into audit_value (audit_id, side, record_key, value)
   select id, 'after', 'salesforce/company/r' || id, '{"value": "Energy"}' from audit where $1::bigint > 0`,
  // Each company of one CRM may be in the other as well; of five, one is doubtful, and one is not, as people say.
  `insert into company_link (connection, object, record_id, other_connection, other_id, verdict, reason_code, evidence,
     decided_at)
   select connection, 'company', record_id, case connection when 'hubspot' then 'salesforce' else 'hubspot' end,
     record_id || 'x', case right(record_id, 1) when '2' then 'doubtful' when '4' then 'apart' else 'linked' end, 'same-domain',
     '{"domain": "same", "name": "alike", "country": "same", "city": "unknown", "phone": "unknown"}', changed_at
   from record where object = 'company' and $1::bigint > 0`,
];
