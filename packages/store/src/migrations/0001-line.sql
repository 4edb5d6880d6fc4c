-- Where reading goes on, one row per connection and object. Written by the connector.
create table connection_cursor (
  connection text not null,
  object text not null,
  cursor jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (connection, object)
);

-- Each record's newest named fields. Written by the planner, read by the enricher.
create table record (
  connection text not null,
  object text not null,
  record_id text not null,
  vendor_at timestamptz not null,
  content_hash text not null,
  log_offset bigint not null,
  fields jsonb not null,
  deleted boolean not null default false,
  traceparent text,
  changed_at timestamptz not null default now(),
  primary key (connection, object, record_id)
);

-- One row per (record, enrichment): the durable spine.
create table work (
  id bigint generated always as identity primary key,
  connection text not null,
  object text not null,
  record_id text not null,
  enrichment text not null,
  state text not null check (state in (
    'ready', 'dispatched', 'asking', 'answered', 'review',
    'writing', 'written', 'skipped', 'superseded', 'dead')),
  reason text,
  class text not null check (class in ('live', 'backfill')),
  wanted_by text[] not null,
  wanted_generation int not null default 1,
  wanted_hash text not null,
  running_generation int,
  running_hash text,
  -- The inputs of the last generation that ended for good.
  settled_hash text,
  -- Generations that a newer one overtook before they were asked.
  superseded int not null default 0,
  fingerprint text,
  -- Another record's call under way with the same fingerprint.
  waits_for text,
  -- The answer was known and cost nothing.
  reused boolean not null default false,
  lane text,
  traceparent text,
  vendor_at timestamptz not null,
  wanted_at timestamptz not null default now(),
  -- Not before: for `ready` the next dispatch, for `answered` the next write.
  due_at timestamptz not null default now(),
  dispatched_at timestamptz,
  claim_token uuid,
  lease_until timestamptz,
  failures int not null default 0,
  answered_at timestamptz,
  announced_at timestamptz,
  settled_at timestamptz,
  unique (connection, object, record_id, enrichment)
) with (fillfactor = 80);

create index work_ready on work (enrichment, class, due_at, id) where state = 'ready';
create index work_dispatched on work (lane, dispatched_at) where state = 'dispatched';
create index work_leased on work (lease_until) where state in ('asking', 'writing');
create index work_answered on work (connection, object, due_at, id) where state = 'answered';
create index work_settled on work (settled_at) where settled_at is not null;

-- Answers by fingerprint, and the claim of the one call that may be paid for each. Written by the enricher.
create table answer (
  fingerprint text primary key,
  state text not null check (state in ('asking', 'answered')),
  token uuid,
  lease_until timestamptz,
  enrichment text not null,
  prompt_version text not null,
  -- The work whose call was paid.
  work_id bigint not null,
  provider text,
  model text,
  outputs jsonb,
  cost_nano_usd bigint,
  answered_at timestamptz
);

-- Every attempt at a model, from its reservation to its settlement. Written by the enricher.
create table model_call (
  call_id text not null,
  attempt int not null,
  work_id bigint not null,
  kind text not null,
  provider text not null,
  model text not null,
  scopes text[] not null,
  reserved_nano_usd bigint not null,
  -- Null while the outcome is unknown: then the reservation stays charged.
  cost_nano_usd bigint,
  outcome text,
  usage jsonb,
  started_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (call_id, attempt)
);
create index model_call_work on model_call (work_id);
create index model_call_started on model_call (started_at);

-- Charged is what was spent plus what is reserved. No reservation takes it past the limit; a limit
-- that is lowered may leave it there.
create table budget (
  scope text primary key,
  limit_nano_usd bigint not null,
  charged_nano_usd bigint not null default 0 check (charged_nano_usd >= 0)
);

-- A closed provider closes its lane once, for every process. Written by the enricher.
create table lane (
  name text primary key,
  closed_until timestamptz not null,
  reason text not null,
  closed_at timestamptz not null default now()
);

-- The owner of each value that we may write. Written by the writer.
create table field_ledger (
  connection text not null,
  object text not null,
  record_id text not null,
  field text not null,
  owner text not null check (owner in ('fieldwork', 'person', 'cleared-by-person')),
  -- As last settled: ours, or the person's as we saw it.
  value text,
  before_value text,
  before_owner text,
  work_id bigint,
  generation int,
  fingerprint text,
  settled_at timestamptz not null default now(),
  primary key (connection, object, record_id, field)
);

-- Written ahead of each CRM call, so that after a crash our own value is known as ours.
create table write_intent (
  id bigint generated always as identity primary key,
  connection text not null,
  object text not null,
  record_id text not null,
  field text not null,
  before_value text,
  before_owner text,
  after_value text,
  work_id bigint not null,
  generation int not null,
  fingerprint text not null,
  state text not null default 'open' check (state in ('open', 'settled', 'refused', 'abandoned')),
  reply text,
  opened_at timestamptz not null default now(),
  settled_at timestamptz
);
create index write_intent_record on write_intent (connection, object, record_id, field) where state in ('open', 'abandoned');
create index write_intent_work on write_intent (work_id);

-- What was decided for each field and why: the trail's last part.
create table write_decision (
  id bigint generated always as identity primary key,
  work_id bigint not null,
  generation int not null,
  field text not null,
  decision text not null,
  reason text not null,
  live_value text,
  answer_value text,
  fingerprint text,
  traceparent text,
  decided_at timestamptz not null default now()
);
create index write_decision_work on write_decision (work_id, id);

-- A person's hand on a field of ours, as we noticed it.
create table owner_change (
  id bigint generated always as identity primary key,
  connection text not null,
  object text not null,
  record_id text not null,
  field text not null,
  from_owner text,
  to_owner text not null,
  value text,
  noticed_at timestamptz not null default now()
);
create index owner_change_record on owner_change (connection, object, record_id);
