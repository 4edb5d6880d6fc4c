-- Runs over many records at once, by order. Written by the api, and by the planner, which carries them on.
create table backfill (
  -- Also who wants the work.
  id text primary key,
  enrichment text not null,
  -- The definition that was current as it was created.
  definition_hash text not null,
  connection text not null,
  object text not null,
  filter jsonb not null,
  state text not null default 'created' check (state in ('created', 'running', 'resting', 'paused', 'cancelled', 'finished')),
  -- The step of the ramp that it is at, from 0, and the last one that a person let pass.
  step int not null default 0,
  passed_step int not null default -1,
  rest_minutes int not null,
  -- It pauses itself once its records that have ended cost more.
  max_nano_usd bigint,
  -- Why it paused itself, with its numbers.
  stopped_by jsonb,
  ordered_by text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  rest_until timestamptz,
  next_at timestamptz not null default now(),
  ended_at timestamptz
);
create index backfill_listed on backfill (created_at, id);

-- What a backfill is about, as it was at its creation, in an order at random.
create table backfill_record (
  backfill_id text not null references backfill on delete cascade,
  ordinal int not null,
  step int not null,
  connection text not null,
  object text not null,
  record_id text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'ended', 'cancelled')),
  work_id bigint,
  generation int,
  -- The state in which its work ended, and why.
  outcome text,
  reason_code text,
  spent_nano_usd bigint not null default 0,
  sent_at timestamptz,
  ended_at timestamptz,
  primary key (backfill_id, ordinal)
);
create index backfill_record_state on backfill_record (backfill_id, state, ordinal);
create index backfill_record_record on backfill_record (record_id, connection, object);
