-- A lane, or one model of it (named provider/model), that is left alone. Its time opens it, or with
-- needs_check an accepted check: one small call that holds no record.
alter table lane
  add column reason_code text not null default 'busy',
  add column needs_check boolean not null default false,
  -- What the check asks.
  add column model text,
  add column enrichment text,
  -- How often it closed again soon after it had opened: each pause is longer than the one before.
  add column rests int not null default 0,
  add column check_token uuid,
  add column check_lease_until timestamptz;

-- Records that a model failed or refused, while nobody knows whether that is the record's or the
-- model's doing. Written by the enricher.
create table model_suspect (
  provider text not null,
  model text not null,
  -- Status, code and shape of the message: equal for failures of one cause.
  signature text not null,
  work_id bigint not null,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  -- How often it was held against the record, and how often that waits for a check.
  counted int not null default 0,
  pending int not null default 1,
  primary key (provider, model, signature, work_id)
);

-- When each process last had an answer of a model. Written by the enricher, once a second at most.
create table model_pulse (
  provider text not null,
  model text not null,
  holder text not null,
  answered_at timestamptz not null,
  primary key (provider, model, holder)
);

-- Whether a vendor takes what an enrichment asks of a model: verdicts of small calls that hold no record.
create table model_check (
  key text primary key,
  provider text not null,
  model text not null,
  enrichment text not null,
  verdict text not null check (verdict in ('accepted', 'refused')),
  reason text,
  checked_at timestamptz not null default now()
);

-- A check belongs to no work.
alter table model_call alter column work_id drop not null, add column purpose text not null default 'work';

-- A paid answer that still has to be repaired, for whoever asks next.
alter table answer add column turn jsonb;

-- Under which definition and settings a record became a dead letter: others may do better.
alter table work add column died_under text;
