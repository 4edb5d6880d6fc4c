-- What people and runs order to be written, beside answers: approve, correct, undo, pin, unpin. Claimed, decided,
-- sent and settled as answers are. Ids are of one sequence with those of work, so that no two claims share one.
create table write_order (
  id bigint primary key default nextval(pg_get_serial_sequence('work', 'id')),
  connection text not null,
  object text not null,
  record_id text not null,
  enrichment text not null,
  field text not null,
  kind text not null check (kind in ('approve', 'correct', 'undo', 'pin', 'unpin')),
  -- What is to stand afterwards, and whose it is; null is blank.
  value text,
  owner text not null check (owner in ('fieldwork', 'person', 'cleared-by-person')),
  -- What stood in the CRM as it was ordered: over anything else nothing is written.
  expected_value text,
  -- Of the answer that it approves or takes back; empty where there is none.
  fingerprint text not null default '',
  answer_id bigint,
  ordered_by text not null,
  -- The run that it belongs to.
  wanted_by text[] not null,
  state text not null default 'waiting' check (state in ('waiting', 'writing', 'done', 'refused')),
  reason_code text,
  reason_detail jsonb,
  due_at timestamptz not null default now(),
  claim_token uuid,
  lease_until timestamptz,
  failures int not null default 0,
  rest_kind text check (rest_kind in ('setback', 'hidden')),
  rests int not null default 0,
  doubt int not null default 0,
  rests_since timestamptz,
  traceparent text,
  ordered_at timestamptz not null default now(),
  settled_at timestamptz
);
create index write_order_due on write_order (connection, object, due_at, id) where state = 'waiting';
create index write_order_leased on write_order (lease_until) where state = 'writing';
create index write_order_record on write_order (record_id, connection, object);

-- Whose the value is once it is written, and the answer that is withdrawn with it.
alter table write_intent
  add column after_owner text not null default 'fieldwork',
  add column withdraws text;
alter table field_ledger
  -- A person keeps the field: no answer is written to it.
  add column pinned boolean not null default false,
  -- The answer that was taken back: it is not written again unless a person asks.
  add column withdrawn_fingerprint text;

-- Which policy kept a field was told by its decision alone.
update work set reason_code = 'policy-if-empty' from write_decision
where work.state = 'skipped' and work.reason_code = 'policy-never'
  and write_decision.work_id = work.id and write_decision.generation = work.running_generation
  and write_decision.reason_code = 'policy-if-empty';
