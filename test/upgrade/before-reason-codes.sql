-- The database of the version before reasons were codes (its commit: 520be66), filled by its own code with work in every
-- state. Never change it: `upgrade.test.ts` migrates it.
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
-- A role that one process plays at a time, such as reading one object of one connection.
create table role_lease (
  role text primary key,
  holder text not null,
  lease_until timestamptz not null
);
-- Keys begin with what tells rows apart: connection and object are the same in most of them, and would
-- be compared at each step on the way down an index.
alter table record drop constraint record_pkey, add primary key (record_id, connection, object);
alter table work drop constraint work_connection_object_record_id_enrichment_key,
  add unique (record_id, connection, object, enrichment);
alter table field_ledger drop constraint field_ledger_pkey,
  add primary key (record_id, field, connection, object);

-- Settling an intent changes no column of these indexes, so that its new version fits beside the old
-- one without an entry in any index. Those of a work are found by its record.
drop index write_intent_record, write_intent_work;
create index write_intent_record on write_intent (record_id, field, connection, object);
alter table write_intent set (fillfactor = 50);

-- The same for calls and answers, whose rows grow to twice and to five times their size.
drop index model_call_started;
create index model_call_started on model_call using brin (started_at);
alter table model_call set (fillfactor = 50);
alter table answer set (fillfactor = 20);

-- One index, where the key of its own was never looked up.
drop index write_decision_work;
alter table write_decision drop constraint write_decision_pkey, add primary key (work_id, id);

-- Never looked up.
drop index work_settled;
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
-- A connection that wants to be left alone, for every process. Written by whichever was told so.
create table connection_rest (
  connection text primary key,
  until timestamptz not null,
  -- Why, as the adapter's errors name it, and in the vendor's words.
  reason text not null,
  message text not null,
  -- The service that was told.
  told_to text not null,
  told_at timestamptz not null default now()
);
-- How answered work waits that could not be written yet. Written by the writer.
alter table work
  -- Met a setback that nobody is known to be at fault for, or a field that is hidden from us.
  add column rest_kind text check (rest_kind in ('setback', 'hidden')),
  -- How often in a row, on its own; the pauses grow with it.
  add column rests int not null default 0,
  -- How often in a row together with others: the batches it may join halve with it.
  add column doubt int not null default 0,
  add column rests_since timestamptz;

-- A write whose outcome is not known is sent again under the intent that stands.
alter table write_intent add column attempts int not null default 1;

-- What the CRM's replies to one enrichment's writes have in common, for every process. Written by the writer.
create table write_brake (
  connection text not null,
  object text not null,
  enrichment text not null,
  -- When a write was last accepted.
  written_at timestamptz,
  -- What was refused, or came to nothing, since: [{signature, recordId, workId}].
  setbacks jsonb not null default '[]',
  -- Set while the brake is on: what all were refused for, and why the group waits in review.
  signature text,
  reason text,
  tries int not null default 0,
  next_try_at timestamptz,
  -- The one that is let through, to find out whether the CRM accepts by now.
  try_work_id bigint,
  primary key (connection, object, enrichment)
);

-- What waits for an input that is hidden from us.
create index work_hidden on work (connection, object, id) where state = 'ready' and due_at = 'infinity';

-- What waits for a person, such as the group under a brake.
create index work_review on work (connection, object, enrichment, settled_at, id) where state = 'review';
-- A record as it was seen while a write of ours to it was under way: whose its outputs are can only be
-- judged once that write is settled. Written by the writer.
create table output_hint (
  record_id text not null,
  connection text not null,
  object text not null,
  outputs jsonb not null,
  seen_at timestamptz not null,
  primary key (record_id, connection, object)
);
-- A counter row a partition gives dense offsets in commit order: a bare sequence would let a reader
-- pass an event that commits late.
create table log_partition (
  topic text not null,
  partition int not null,
  next_offset bigint not null default 0,
  primary key (topic, partition)
) with (fillfactor = 20);

create table log_event (
  topic text not null,
  partition int not null,
  log_offset bigint not null,
  key text not null,
  value jsonb not null,
  traceparent text,
  published_at timestamptz not null default now(),
  primary key (topic, partition, log_offset)
);
create index log_event_age on log_event using brin (published_at);

create table log_member (
  consumer_group text not null,
  topic text not null,
  member text not null,
  lease_until timestamptz not null,
  primary key (consumer_group, topic, member)
);

-- Position and lease of a partition in a group. A new owner raises the generation, and what an older
-- one still commits changes nothing.
create table log_position (
  consumer_group text not null,
  topic text not null,
  partition int not null,
  next_offset bigint not null default 0,
  owner text,
  generation int not null default 0,
  lease_until timestamptz,
  primary key (consumer_group, topic, partition)
) with (fillfactor = 20);

create table log_dead_letter (
  consumer_group text not null,
  topic text not null,
  partition int not null,
  log_offset bigint not null,
  key text not null,
  value jsonb not null,
  traceparent text,
  error text not null,
  failed_at timestamptz not null default now(),
  primary key (consumer_group, topic, partition, log_offset)
);
-- An event that could not be published stands in no partition, and no group is to blame. Of those with
-- one key the last is kept.
alter table log_dead_letter drop constraint log_dead_letter_pkey;
alter table log_dead_letter
  alter column consumer_group drop not null,
  alter column partition drop not null,
  alter column log_offset drop not null;
create unique index log_dead_letter_place on log_dead_letter (consumer_group, topic, partition, log_offset);
create unique index log_dead_letter_unpublished on log_dead_letter (topic, key) where log_offset is null;
create table migration (set text, name text, applied_at timestamptz not null default now(), primary key (set, name));
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "A value with more than twenty characters", "evidence": "A value with more than twenty characters", "confidence": 0.9}}, "work_id": 20, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.566019+00:00", "fingerprint": "f-review-long-A value with more than twenty characters", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.3}}, "work_id": 19, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.552828+00:00", "fingerprint": "f-review-unsure-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 1, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.291177+00:00", "fingerprint": "f-written-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 10, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.44945+00:00", "fingerprint": "f-skipped-if-empty-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 11, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.459202+00:00", "fingerprint": "f-skipped-mixed-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 18, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.516868+00:00", "fingerprint": "f-dead-crm-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 2, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.327173+00:00", "fingerprint": "f-written-twice-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 21, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.575212+00:00", "fingerprint": "f-review-option-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 22, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.60706+00:00", "fingerprint": "f-review-read-only-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 23, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.611074+00:00", "fingerprint": "f-review-preview-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 24, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.623248+00:00", "fingerprint": "f-review-group-1-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 25, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.639764+00:00", "fingerprint": "f-review-group-2-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 26, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.656529+00:00", "fingerprint": "f-answered-resting-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 27, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.706209+00:00", "fingerprint": "f-answered-hidden-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 28, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.953139+00:00", "fingerprint": "f-writing-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 29, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.961132+00:00", "fingerprint": "f-answered-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 5, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.356966+00:00", "fingerprint": "f-skipped-deleted-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 7, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.382738+00:00", "fingerprint": "f-skipped-human-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 8, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.408482+00:00", "fingerprint": "f-skipped-policy-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Energy", "evidence": "Energy", "confidence": 0.9}}, "work_id": 9, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.431927+00:00", "fingerprint": "f-skipped-unchanged-Energy", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": "Materials", "evidence": "Materials", "confidence": 0.9}}, "work_id": 2, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.342062+00:00", "fingerprint": "f-written-twice-Materials", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": "gpt-x", "state": "answered", "token": null, "outputs": {"industry": {"value": null, "evidence": null, "confidence": 0.9, "blankReason": "the text names no industry"}}, "work_id": 12, "provider": "openai", "enrichment": "company-profile", "answered_at": "2026-11-26T17:16:22.475859+00:00", "fingerprint": "f-skipped-abstained-null", "lease_until": null, "cost_nano_usd": 400000, "prompt_version": "v1"}');
insert into answer select * from jsonb_populate_record(null::public.answer, '{"turn": null, "model": null, "state": "asking", "token": "34d2165e-6bfb-49a0-9244-b4fe24f0da78", "outputs": null, "work_id": 1, "provider": null, "enrichment": "company-profile", "answered_at": null, "fingerprint": "f-shared", "lease_until": "2026-11-26T17:16:32.990154+00:00", "cost_nano_usd": null, "prompt_version": "v1"}');
insert into budget select * from jsonb_populate_record(null::public.budget, '{"scope": "spare", "limit_nano_usd": 1000000, "charged_nano_usd": 0}');
insert into budget select * from jsonb_populate_record(null::public.budget, '{"scope": "total", "limit_nano_usd": 50000000, "charged_nano_usd": 8800000}');
insert into connection_cursor select * from jsonb_populate_record(null::public.connection_cursor, '{"cursor": {"at": "2026-10-01T08:00:00Z", "id": "9"}, "object": "company", "saved_at": "2026-11-26T17:16:23.014763+00:00", "connection": "hubspot"}');
insert into connection_rest select * from jsonb_populate_record(null::public.connection_rest, '{"until": "2026-11-26T17:17:23.014083+00:00", "reason": "quota", "message": "REQUEST_LIMIT_EXCEEDED", "told_at": "2026-11-26T17:16:23.014083+00:00", "told_to": "connector", "connection": "sales"}');
insert into field_ledger select * from jsonb_populate_record(null::public.field_ledger, '{"field": "ai_industry", "owner": "fieldwork", "value": "Energy", "object": "company", "work_id": 1, "record_id": "written", "connection": "hubspot", "generation": 1, "settled_at": "2026-11-26T17:16:22.303192+00:00", "fingerprint": "f-written-Energy", "before_owner": null, "before_value": null}');
insert into field_ledger select * from jsonb_populate_record(null::public.field_ledger, '{"field": "ai_industry", "owner": "fieldwork", "value": "Energy", "object": "company", "work_id": 5, "record_id": "skipped-deleted", "connection": "hubspot", "generation": 1, "settled_at": "2026-11-26T17:16:22.365271+00:00", "fingerprint": "f-skipped-deleted-Energy", "before_owner": null, "before_value": null}');
insert into field_ledger select * from jsonb_populate_record(null::public.field_ledger, '{"field": "ai_industry", "owner": "fieldwork", "value": "Materials", "object": "company", "work_id": 2, "record_id": "written-twice", "connection": "hubspot", "generation": 2, "settled_at": "2026-11-26T17:16:22.347068+00:00", "fingerprint": "f-written-twice-Materials", "before_owner": "fieldwork", "before_value": "Energy"}');
insert into field_ledger select * from jsonb_populate_record(null::public.field_ledger, '{"field": "ai_industry", "owner": "person", "value": "Retail", "object": "company", "work_id": null, "record_id": "skipped-human", "connection": "hubspot", "generation": null, "settled_at": "2026-11-26T17:16:22.384779+00:00", "fingerprint": null, "before_owner": null, "before_value": null}');
insert into lane select * from jsonb_populate_record(null::public.lane, '{"name": "openai/gpt-x", "model": "gpt-x", "rests": 0, "reason": "[model_quota_exhausted] You exceeded your current quota", "closed_at": "2026-11-26T17:16:23.003408+00:00", "enrichment": "company-profile", "check_token": null, "needs_check": true, "reason_code": "quota", "closed_until": "2026-11-26T17:16:24.003408+00:00", "check_lease_until": null}');
insert into log_dead_letter select * from jsonb_populate_record(null::public.log_dead_letter, '{"key": "hubspot/company/big", "error": "[data_invalid] too large", "topic": "crm.record-changed", "value": {"kind": "changed"}, "failed_at": "2026-11-26T17:16:23.032867+00:00", "partition": null, "log_offset": null, "traceparent": null, "consumer_group": null}');
insert into log_dead_letter select * from jsonb_populate_record(null::public.log_dead_letter, '{"key": "hubspot/company/odd", "error": "[event_malformed] no version", "topic": "crm.record-changed", "value": {"kind": "changed"}, "failed_at": "2026-11-26T17:16:23.031491+00:00", "partition": 3, "log_offset": 7, "traceparent": null, "consumer_group": "planner"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "event-log", "name": "0001-log", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "event-log", "name": "0002-unpublished", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "store", "name": "0001-line", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "store", "name": "0002-role-lease", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "store", "name": "0003-cheaper-rows", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "store", "name": "0004-lane-checks", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "store", "name": "0005-connection-rest", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "store", "name": "0006-write-rests", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into migration select * from jsonb_populate_record(null::public.migration, '{"set": "store", "name": "0007-output-hints", "applied_at": "2026-11-26T17:16:21.924356+00:00"}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": null, "scopes": ["spare"], "attempt": 1, "call_id": "held", "outcome": "model_timeout, released", "purpose": "preflight", "work_id": null, "provider": "openai", "settled_at": "2026-11-26T17:16:23.00162+00:00", "started_at": "2026-11-26T17:16:23.001256+00:00", "cost_nano_usd": 0, "reserved_nano_usd": 500}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": null, "scopes": ["total"], "attempt": 1, "call_id": "005c6062-622d-45fe-9dd6-9c45e7e5e4db", "outcome": "model_timeout, released", "purpose": "work", "work_id": 17, "provider": "openai", "settled_at": "2026-11-26T17:16:22.503215+00:00", "started_at": "2026-11-26T17:16:22.494929+00:00", "cost_nano_usd": 0, "reserved_nano_usd": 700000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "0b32fb50-71a6-4f71-8244-a33b85c94fd9", "outcome": "answered", "purpose": "work", "work_id": 9, "provider": "openai", "settled_at": "2026-11-26T17:16:22.427184+00:00", "started_at": "2026-11-26T17:16:22.423545+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "0eb8c792-d2a7-4607-bf37-18351c718280", "outcome": "answered", "purpose": "work", "work_id": 2, "provider": "openai", "settled_at": "2026-11-26T17:16:22.341165+00:00", "started_at": "2026-11-26T17:16:22.337552+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "146c09d4-430e-4c6a-9d30-93dd4639a5ea", "outcome": "answered", "purpose": "work", "work_id": 20, "provider": "openai", "settled_at": "2026-11-26T17:16:22.565515+00:00", "started_at": "2026-11-26T17:16:22.563255+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "215c77e1-bcc7-4673-a3bb-e870710cdaa5", "outcome": "answered", "purpose": "work", "work_id": 8, "provider": "openai", "settled_at": "2026-11-26T17:16:22.407918+00:00", "started_at": "2026-11-26T17:16:22.407274+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "29e72218-fb05-4d4f-be28-2eb302dd31cf", "outcome": "answered", "purpose": "work", "work_id": 25, "provider": "openai", "settled_at": "2026-11-26T17:16:22.639109+00:00", "started_at": "2026-11-26T17:16:22.638688+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "3fc61f43-c605-4293-b6ea-d9ae368b6a73", "outcome": "answered", "purpose": "work", "work_id": 23, "provider": "openai", "settled_at": "2026-11-26T17:16:22.610729+00:00", "started_at": "2026-11-26T17:16:22.610412+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "46bce3f6-0969-48fc-9af6-770c00828903", "outcome": "answered", "purpose": "work", "work_id": 7, "provider": "openai", "settled_at": "2026-11-26T17:16:22.382162+00:00", "started_at": "2026-11-26T17:16:22.381598+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "5a39b00e-a9b8-41f0-aae0-f7875cd06086", "outcome": "answered", "purpose": "work", "work_id": 11, "provider": "openai", "settled_at": "2026-11-26T17:16:22.458187+00:00", "started_at": "2026-11-26T17:16:22.457695+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "700577d0-f571-46fa-a3c0-0f9cf9f229b1", "outcome": "answered", "purpose": "work", "work_id": 26, "provider": "openai", "settled_at": "2026-11-26T17:16:22.654095+00:00", "started_at": "2026-11-26T17:16:22.653621+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "77d1c5fe-2579-411c-baeb-44b133ad61c4", "outcome": "answered", "purpose": "work", "work_id": 12, "provider": "openai", "settled_at": "2026-11-26T17:16:22.475419+00:00", "started_at": "2026-11-26T17:16:22.474856+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "88654bcc-7509-4654-bb23-2c32b1af4c5c", "outcome": "answered", "purpose": "work", "work_id": 18, "provider": "openai", "settled_at": "2026-11-26T17:16:22.513353+00:00", "started_at": "2026-11-26T17:16:22.512962+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "8c25fd1b-b8d7-407f-8793-1e0f6f662231", "outcome": "answered", "purpose": "work", "work_id": 2, "provider": "openai", "settled_at": "2026-11-26T17:16:22.32388+00:00", "started_at": "2026-11-26T17:16:22.322793+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "90ca3d47-615a-47bc-8c03-4a415228135e", "outcome": "answered", "purpose": "work", "work_id": 5, "provider": "openai", "settled_at": "2026-11-26T17:16:22.3564+00:00", "started_at": "2026-11-26T17:16:22.355856+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "939a4047-6a7d-4b41-953a-d64445b62132", "outcome": "answered", "purpose": "work", "work_id": 22, "provider": "openai", "settled_at": "2026-11-26T17:16:22.606551+00:00", "started_at": "2026-11-26T17:16:22.603914+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "9c26409a-85fb-4349-aabf-2b01f6c945dc", "outcome": "answered", "purpose": "work", "work_id": 10, "provider": "openai", "settled_at": "2026-11-26T17:16:22.448909+00:00", "started_at": "2026-11-26T17:16:22.448365+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "a59a8f7f-256a-482e-875a-028d1df35721", "outcome": "answered", "purpose": "work", "work_id": 21, "provider": "openai", "settled_at": "2026-11-26T17:16:22.574837+00:00", "started_at": "2026-11-26T17:16:22.574491+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "ba5673b8-eb32-40c0-a71f-bbcb6fc0750c", "outcome": "answered", "purpose": "work", "work_id": 28, "provider": "openai", "settled_at": "2026-11-26T17:16:22.946431+00:00", "started_at": "2026-11-26T17:16:22.946021+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "bf1f653c-4ebb-4f87-86ee-4b50832c9886", "outcome": "answered", "purpose": "work", "work_id": 24, "provider": "openai", "settled_at": "2026-11-26T17:16:22.622174+00:00", "started_at": "2026-11-26T17:16:22.621802+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "d8cadc18-be02-4eda-aa88-b84f4e730468", "outcome": "answered", "purpose": "work", "work_id": 29, "provider": "openai", "settled_at": "2026-11-26T17:16:22.960818+00:00", "started_at": "2026-11-26T17:16:22.960482+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "df99b24f-fad7-4437-b185-492a1b9e8203", "outcome": "answered", "purpose": "work", "work_id": 27, "provider": "openai", "settled_at": "2026-11-26T17:16:22.705675+00:00", "started_at": "2026-11-26T17:16:22.70452+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "e1545e7d-01d7-4ea9-a5f2-ec3ce2c93b7d", "outcome": "answered", "purpose": "work", "work_id": 1, "provider": "openai", "settled_at": "2026-11-26T17:16:22.288026+00:00", "started_at": "2026-11-26T17:16:22.28369+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_call select * from jsonb_populate_record(null::public.model_call, '{"kind": "first", "model": "gpt-x", "usage": {"inputTokens": 100, "outputTokens": 20}, "scopes": ["total"], "attempt": 1, "call_id": "f7b3c796-2633-4470-b3a5-cb6184d6ff12", "outcome": "answered", "purpose": "work", "work_id": 19, "provider": "openai", "settled_at": "2026-11-26T17:16:22.55246+00:00", "started_at": "2026-11-26T17:16:22.552044+00:00", "cost_nano_usd": 400000, "reserved_nano_usd": 900000}');
insert into model_check select * from jsonb_populate_record(null::public.model_check, '{"key": "k1", "model": "gpt-x", "reason": "[model_request_invalid] unknown parameter: seed", "verdict": "refused", "provider": "openai", "checked_at": "2026-11-26T17:16:23.007181+00:00", "enrichment": "company-profile"}');
insert into model_check select * from jsonb_populate_record(null::public.model_check, '{"key": "k2", "model": "gpt-y", "reason": null, "verdict": "accepted", "provider": "openai", "checked_at": "2026-11-26T17:16:23.007709+00:00", "enrichment": "company-profile"}');
insert into model_pulse select * from jsonb_populate_record(null::public.model_pulse, '{"model": "gpt-x", "holder": "h", "provider": "openai", "answered_at": "2026-11-26T17:16:23.013709+00:00"}');
insert into model_suspect select * from jsonb_populate_record(null::public.model_suspect, '{"model": "gpt-x", "counted": 0, "last_at": "2026-11-26T17:16:23.012705+00:00", "pending": 1, "work_id": 1, "first_at": "2026-11-26T17:16:23.012705+00:00", "provider": "openai", "signature": "500"}');
insert into output_hint select * from jsonb_populate_record(null::public.output_hint, '{"object": "company", "outputs": {"ai_industry": "Energy"}, "seen_at": "2026-11-26T17:16:22.95845+00:00", "record_id": "writing", "connection": "hubspot"}');
insert into owner_change overriding system value select * from jsonb_populate_record(null::public.owner_change, '{"id": 1, "field": "ai_industry", "value": "Retail", "object": "company", "to_owner": "person", "record_id": "skipped-human", "connection": "hubspot", "from_owner": null, "noticed_at": "2026-11-26T17:16:22.384779+00:00"}');
select setval(pg_get_serial_sequence('owner_change', 'id'), (select coalesce(max(id), 1) from owner_change));
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company answered", "description": "a"}, "object": "company", "deleted": false, "record_id": "answered", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.958841+00:00", "connection": "hubspot", "log_offset": 29, "traceparent": null, "content_hash": "c-a"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company answered-hidden", "description": "r"}, "object": "company", "deleted": false, "record_id": "answered-hidden", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.665245+00:00", "connection": "hubspot", "log_offset": 27, "traceparent": null, "content_hash": "c-r"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company answered-resting", "description": "r"}, "object": "company", "deleted": false, "record_id": "answered-resting", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.644318+00:00", "connection": "hubspot", "log_offset": 26, "traceparent": null, "content_hash": "c-r"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company asking", "description": "k"}, "object": "company", "deleted": false, "record_id": "asking", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.961498+00:00", "connection": "hubspot", "log_offset": 30, "traceparent": null, "content_hash": "c-k"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company asking-edited", "description": "k2"}, "object": "company", "deleted": false, "record_id": "asking-edited", "vendor_at": "2026-10-01T08:00:03+00:00", "changed_at": "2026-11-26T17:16:22.975038+00:00", "connection": "hubspot", "log_offset": 32, "traceparent": null, "content_hash": "c-k2"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company dead-crm", "description": "d"}, "object": "company", "deleted": false, "record_id": "dead-crm", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.505724+00:00", "connection": "hubspot", "log_offset": 18, "traceparent": null, "content_hash": "c-d"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company dead-model", "description": "d"}, "object": "company", "deleted": false, "record_id": "dead-model", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.493726+00:00", "connection": "hubspot", "log_offset": 17, "traceparent": null, "content_hash": "c-d"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company dispatched", "description": "b"}, "object": "company", "deleted": false, "record_id": "dispatched", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.99949+00:00", "connection": "hubspot", "log_offset": 37, "traceparent": null, "content_hash": "c-b"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company ready", "description": "b"}, "object": "company", "deleted": false, "record_id": "ready", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:23.000611+00:00", "connection": "hubspot", "log_offset": 38, "traceparent": null, "content_hash": "c-b"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company ready-budget", "description": "b"}, "object": "company", "deleted": false, "record_id": "ready-budget", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.975629+00:00", "connection": "hubspot", "log_offset": 33, "traceparent": null, "content_hash": "c-b"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company ready-hidden", "description": "b"}, "object": "company", "deleted": false, "record_id": "ready-hidden", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.995115+00:00", "connection": "hubspot", "log_offset": 36, "traceparent": null, "content_hash": "c-b"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company ready-other", "description": "b"}, "object": "company", "deleted": false, "record_id": "ready-other", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.987197+00:00", "connection": "hubspot", "log_offset": 35, "traceparent": null, "content_hash": "c-b"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company ready-outage", "description": "b"}, "object": "company", "deleted": false, "record_id": "ready-outage", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.983383+00:00", "connection": "hubspot", "log_offset": 34, "traceparent": null, "content_hash": "c-b"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company review-group-1", "description": "review-group-1"}, "object": "company", "deleted": false, "record_id": "review-group-1", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.617313+00:00", "connection": "hubspot", "log_offset": 24, "traceparent": null, "content_hash": "c-review-group-1"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company review-group-2", "description": "review-group-2"}, "object": "company", "deleted": false, "record_id": "review-group-2", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.634479+00:00", "connection": "hubspot", "log_offset": 25, "traceparent": null, "content_hash": "c-review-group-2"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company review-long", "description": "review-long"}, "object": "company", "deleted": false, "record_id": "review-long", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.556433+00:00", "connection": "hubspot", "log_offset": 20, "traceparent": null, "content_hash": "c-review-long"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company review-option", "description": "review-option"}, "object": "company", "deleted": false, "record_id": "review-option", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.567411+00:00", "connection": "hubspot", "log_offset": 21, "traceparent": null, "content_hash": "c-review-option"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company review-preview", "description": "p"}, "object": "company", "deleted": false, "record_id": "review-preview", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.608718+00:00", "connection": "hubspot", "log_offset": 23, "traceparent": null, "content_hash": "c-p"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company review-read-only", "description": "review-read-only"}, "object": "company", "deleted": false, "record_id": "review-read-only", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.583441+00:00", "connection": "hubspot", "log_offset": 22, "traceparent": null, "content_hash": "c-review-read-only"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company review-unsure", "description": "review-unsure"}, "object": "company", "deleted": false, "record_id": "review-unsure", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.527422+00:00", "connection": "hubspot", "log_offset": 19, "traceparent": null, "content_hash": "c-review-unsure"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company skipped-abstained", "description": "a"}, "object": "company", "deleted": false, "record_id": "skipped-abstained", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.468056+00:00", "connection": "hubspot", "log_offset": 12, "traceparent": null, "content_hash": "c-a"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company skipped-empty", "description": null}, "object": "company", "deleted": false, "record_id": "skipped-empty", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.347912+00:00", "connection": "hubspot", "log_offset": 4, "traceparent": null, "content_hash": "c-null"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company skipped-human", "description": "skipped-human"}, "object": "company", "deleted": false, "record_id": "skipped-human", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.37839+00:00", "connection": "hubspot", "log_offset": 7, "traceparent": null, "content_hash": "c-skipped-human"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company skipped-if-empty", "description": "skipped-if-empty"}, "object": "company", "deleted": false, "record_id": "skipped-if-empty", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.433697+00:00", "connection": "hubspot", "log_offset": 10, "traceparent": null, "content_hash": "c-skipped-if-empty"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company skipped-mixed", "description": "m"}, "object": "company", "deleted": false, "record_id": "skipped-mixed", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.450875+00:00", "connection": "hubspot", "log_offset": 11, "traceparent": null, "content_hash": "c-m"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company skipped-policy", "description": "skipped-policy"}, "object": "company", "deleted": false, "record_id": "skipped-policy", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.394684+00:00", "connection": "hubspot", "log_offset": 8, "traceparent": null, "content_hash": "c-skipped-policy"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company skipped-unchanged", "description": "skipped-unchanged"}, "object": "company", "deleted": false, "record_id": "skipped-unchanged", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.419183+00:00", "connection": "hubspot", "log_offset": 9, "traceparent": null, "content_hash": "c-skipped-unchanged"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company skipped-undefined", "description": "u"}, "object": "company", "deleted": false, "record_id": "skipped-undefined", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.478688+00:00", "connection": "hubspot", "log_offset": 13, "traceparent": null, "content_hash": "c-u"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company superseded", "description": "s"}, "object": "company", "deleted": false, "record_id": "superseded", "vendor_at": "2026-10-01T08:00:02+00:00", "changed_at": "2026-11-26T17:16:22.493398+00:00", "connection": "hubspot", "log_offset": 16, "traceparent": null, "content_hash": "c-s"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company writing", "description": "w"}, "object": "company", "deleted": false, "record_id": "writing", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.940607+00:00", "connection": "hubspot", "log_offset": 28, "traceparent": null, "content_hash": "c-w"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company written", "description": "drills"}, "object": "company", "deleted": false, "record_id": "written", "vendor_at": "2026-10-01T08:00:00+00:00", "changed_at": "2026-11-26T17:16:22.253803+00:00", "connection": "hubspot", "log_offset": 1, "traceparent": null, "content_hash": "c-drills"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {"name": "Company written-twice", "description": "mines"}, "object": "company", "deleted": false, "record_id": "written-twice", "vendor_at": "2026-10-01T08:00:05+00:00", "changed_at": "2026-11-26T17:16:22.33473+00:00", "connection": "hubspot", "log_offset": 3, "traceparent": null, "content_hash": "c-mines"}');
insert into record select * from jsonb_populate_record(null::public.record, '{"fields": {}, "object": "company", "deleted": true, "record_id": "skipped-deleted", "vendor_at": "2026-10-01T08:00:09+00:00", "changed_at": "2026-11-26T17:16:22.374982+00:00", "connection": "hubspot", "log_offset": 6, "traceparent": null, "content_hash": "c-null"}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 1, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "written", "due_at": "2026-11-26T17:16:22.310174+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "written", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.253803+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.310174+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.291177+00:00", "claim_token": null, "fingerprint": "f-written-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-drills", "announced_at": null, "running_hash": "h-drills", "settled_hash": "h-drills", "dispatched_at": "2026-11-26T17:16:22.263639+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 10, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.450556+00:00", "object": "company", "reason": "locked", "reused": false, "failures": 0, "record_id": "skipped-if-empty", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.433697+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.450556+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.44945+00:00", "claim_token": null, "fingerprint": "f-skipped-if-empty-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-skipped-if-empty", "announced_at": null, "running_hash": "h-skipped-if-empty", "settled_hash": "h-skipped-if-empty", "dispatched_at": "2026-11-26T17:16:22.434053+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 11, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.467545+00:00", "object": "company", "reason": "unchanged, human-value", "reused": false, "failures": 0, "record_id": "skipped-mixed", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.450875+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.467545+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.459202+00:00", "claim_token": null, "fingerprint": "f-skipped-mixed-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-m", "announced_at": null, "running_hash": "h-m", "settled_hash": "h-m", "dispatched_at": "2026-11-26T17:16:22.451276+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 12, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.478392+00:00", "object": "company", "reason": "abstained", "reused": false, "failures": 0, "record_id": "skipped-abstained", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.468056+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.478392+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.475859+00:00", "claim_token": null, "fingerprint": "f-skipped-abstained-null", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-a", "announced_at": null, "running_hash": "h-a", "settled_hash": "h-a", "dispatched_at": "2026-11-26T17:16:22.469144+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 13, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.481673+00:00", "object": "company", "reason": "the enrichment company-profile is no longer defined", "reused": false, "failures": 0, "record_id": "skipped-undefined", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.478688+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.481673+00:00", "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-u", "announced_at": null, "running_hash": "h-u", "settled_hash": "h-u", "dispatched_at": "2026-11-26T17:16:22.479648+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 14, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "superseded", "due_at": "2026-11-26T17:16:22.493398+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "superseded", "rest_kind": null, "vendor_at": "2026-10-01T08:00:02+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.493398+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 1, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-s", "announced_at": null, "running_hash": "h-s", "settled_hash": "h-s", "dispatched_at": "2026-11-26T17:16:22.491535+00:00", "wanted_generation": 3, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 17, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "dead", "due_at": "2026-11-26T17:16:22.503695+00:00", "object": "company", "reason": "[model_refused] content_filter: this text is not allowed", "reused": false, "failures": 0, "record_id": "dead-model", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.493726+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": "company-profile v1", "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.503695+00:00", "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-d", "announced_at": null, "running_hash": "h-d", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.494017+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 18, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "dead", "due_at": "2026-11-26T17:16:22.526949+00:00", "object": "company", "reason": "[crm_write_unknown] no answer came within 30 s", "reused": false, "failures": 0, "record_id": "dead-crm", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.505724+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.526949+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.516868+00:00", "claim_token": null, "fingerprint": "f-dead-crm-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-d", "announced_at": null, "running_hash": "h-d", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.50609+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 19, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "review", "due_at": "2026-11-26T17:16:22.556033+00:00", "object": "company", "reason": "confidence 0.30 is below 0.5", "reused": false, "failures": 0, "record_id": "review-unsure", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.527422+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.556033+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.552828+00:00", "claim_token": null, "fingerprint": "f-review-unsure-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-review-unsure", "announced_at": null, "running_hash": "h-review-unsure", "settled_hash": "h-review-unsure", "dispatched_at": "2026-11-26T17:16:22.543285+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 2, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "written", "due_at": "2026-11-26T17:16:22.347349+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "written-twice", "rest_kind": null, "vendor_at": "2026-10-01T08:00:05+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.33473+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.347349+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.342062+00:00", "claim_token": null, "fingerprint": "f-written-twice-Materials", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-mines", "announced_at": null, "running_hash": "h-mines", "settled_hash": "h-mines", "dispatched_at": "2026-11-26T17:16:22.33554+00:00", "wanted_generation": 2, "running_generation": 2}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 20, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "review", "due_at": "2026-11-26T17:16:22.56703+00:00", "object": "company", "reason": "ai_industry__c holds 20 characters, the value has 40", "reused": false, "failures": 0, "record_id": "review-long", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.556433+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.56703+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.566019+00:00", "claim_token": null, "fingerprint": "f-review-long-A value with more than twenty characters", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-review-long", "announced_at": null, "running_hash": "h-review-long", "settled_hash": "h-review-long", "dispatched_at": "2026-11-26T17:16:22.556756+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 21, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "review", "due_at": "2026-11-26T17:16:22.576909+00:00", "object": "company", "reason": "ai_industry__c has no such option", "reused": false, "failures": 0, "record_id": "review-option", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.567411+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.576909+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.575212+00:00", "claim_token": null, "fingerprint": "f-review-option-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-review-option", "announced_at": null, "running_hash": "h-review-option", "settled_hash": "h-review-option", "dispatched_at": "2026-11-26T17:16:22.56777+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 22, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "review", "due_at": "2026-11-26T17:16:22.608391+00:00", "object": "company", "reason": "the CRM does not let us write ai_industry__c", "reused": false, "failures": 0, "record_id": "review-read-only", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.583441+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.608391+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.60706+00:00", "claim_token": null, "fingerprint": "f-review-read-only-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-review-read-only", "announced_at": null, "running_hash": "h-review-read-only", "settled_hash": "h-review-read-only", "dispatched_at": "2026-11-26T17:16:22.594711+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 23, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "review", "due_at": "2026-11-26T17:16:22.616941+00:00", "object": "company", "reason": "preview: nothing is written yet", "reused": false, "failures": 0, "record_id": "review-preview", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.608718+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.616941+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.611074+00:00", "claim_token": null, "fingerprint": "f-review-preview-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-p", "announced_at": null, "running_hash": "h-p", "settled_hash": "h-p", "dispatched_at": "2026-11-26T17:16:22.609049+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 24, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "review", "due_at": "2026-11-26T17:16:22.634015+00:00", "object": "company", "reason": "5 records in a row were refused alike, so all wait while one is tried now and then: [crm_write_rejected] FIELD_CUSTOM_VALIDATION_EXCEPTION: Industry is closed", "reused": false, "failures": 0, "record_id": "review-group-1", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.617313+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.634015+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.623248+00:00", "claim_token": null, "fingerprint": "f-review-group-1-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-review-group-1", "announced_at": null, "running_hash": "h-review-group-1", "settled_hash": "h-review-group-1", "dispatched_at": "2026-11-26T17:16:22.617626+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 25, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "review", "due_at": "2026-11-26T17:16:22.640997+00:00", "object": "company", "reason": "5 records in a row were refused alike, so all wait while one is tried now and then: [crm_write_rejected] FIELD_CUSTOM_VALIDATION_EXCEPTION: Industry is closed", "reused": false, "failures": 0, "record_id": "review-group-2", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.634479+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.640997+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.639764+00:00", "claim_token": null, "fingerprint": "f-review-group-2-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-review-group-2", "announced_at": null, "running_hash": "h-review-group-2", "settled_hash": "h-review-group-2", "dispatched_at": "2026-11-26T17:16:22.634874+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 26, "lane": null, "class": "live", "doubt": 1, "rests": 2, "state": "answered", "due_at": "2026-11-26T18:16:22.664336+00:00", "object": "company", "reason": "[crm_record_locked] UNABLE_TO_LOCK_ROW: unable to obtain exclusive access", "reused": false, "failures": 1, "record_id": "answered-resting", "rest_kind": "setback", "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.644318+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": "2026-11-26T17:16:22.656529+00:00", "claim_token": null, "fingerprint": "f-answered-resting-Energy", "lease_until": null, "rests_since": "2026-11-26T17:16:22.664336+00:00", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-r", "announced_at": null, "running_hash": "h-r", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.648194+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 27, "lane": null, "class": "live", "doubt": 0, "rests": 1, "state": "answered", "due_at": "2026-11-26T18:16:22.939207+00:00", "object": "company", "reason": "hidden from us: ai_industry", "reused": false, "failures": 0, "record_id": "answered-hidden", "rest_kind": "hidden", "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.665245+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": "2026-11-26T17:16:22.706209+00:00", "claim_token": null, "fingerprint": "f-answered-hidden-Energy", "lease_until": null, "rests_since": "2026-11-26T17:16:22.939207+00:00", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-r", "announced_at": null, "running_hash": "h-r", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.66718+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 28, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "writing", "due_at": "2026-11-26T17:16:22.953139+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "writing", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.940607+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": "2026-11-26T17:16:22.953139+00:00", "claim_token": "f5bae1ce-4711-4f35-ba98-919676355608", "fingerprint": "f-writing-Energy", "lease_until": "2026-11-26T17:16:32.953576+00:00", "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-w", "announced_at": null, "running_hash": "h-w", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.943188+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 29, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "answered", "due_at": "2026-11-26T17:16:22.961132+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "answered", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.958841+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": "2026-11-26T17:16:22.961132+00:00", "claim_token": null, "fingerprint": "f-answered-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-a", "announced_at": null, "running_hash": "h-a", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.95924+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 30, "lane": "openai", "class": "live", "doubt": 0, "rests": 0, "state": "asking", "due_at": "2026-11-26T17:16:22.961498+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "asking", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.961498+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": null, "claim_token": "bde4970d-7111-4bf8-a222-848fad081eef", "fingerprint": null, "lease_until": "2026-11-26T17:16:32.964055+00:00", "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-k", "announced_at": null, "running_hash": "h-k", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.963377+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 31, "lane": "openai", "class": "live", "doubt": 0, "rests": 0, "state": "asking", "due_at": "2026-11-26T17:16:22.975038+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "asking-edited", "rest_kind": null, "vendor_at": "2026-10-01T08:00:03+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.975038+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": null, "claim_token": "3335226e-98fd-4f4b-a539-d45acfe5b6c9", "fingerprint": null, "lease_until": "2026-11-26T17:16:32.97438+00:00", "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-k2", "announced_at": null, "running_hash": "h-k", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.966611+00:00", "wanted_generation": 2, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 33, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "ready", "due_at": "2026-11-26T17:16:23.000893+00:00", "object": "company", "reason": "[budget_exhausted] the budget total has no room for a call to gpt-x", "reused": false, "failures": 0, "record_id": "ready-budget", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.975629+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-b", "announced_at": null, "running_hash": "h-b", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.977175+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 34, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "ready", "due_at": "2026-11-26T18:16:22.985913+00:00", "object": "company", "reason": "[store_unavailable] Redis did not answer", "reused": false, "failures": 0, "record_id": "ready-outage", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.983383+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-b", "announced_at": null, "running_hash": "h-b", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.983759+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 35, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "ready", "due_at": "2026-11-26T18:16:22.990382+00:00", "object": "company", "reason": "another record asks the same", "reused": false, "failures": 0, "record_id": "ready-other", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": "f-shared", "wanted_at": "2026-11-26T17:16:22.987197+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-b", "announced_at": null, "running_hash": "h-b", "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.98754+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 36, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "ready", "due_at": "infinity", "object": "company", "reason": "input description is hidden from us", "reused": false, "failures": 0, "record_id": "ready-hidden", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.995115+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-b", "announced_at": null, "running_hash": null, "settled_hash": null, "dispatched_at": null, "wanted_generation": 1, "running_generation": null}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 37, "lane": "mistral", "class": "live", "doubt": 0, "rests": 0, "state": "dispatched", "due_at": "2026-11-26T17:16:22.99949+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "dispatched", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.99949+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-b", "announced_at": null, "running_hash": null, "settled_hash": null, "dispatched_at": "2026-11-26T17:16:22.9999+00:00", "wanted_generation": 1, "running_generation": null}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 38, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "ready", "due_at": "2026-11-26T17:16:23.000611+00:00", "object": "company", "reason": null, "reused": false, "failures": 0, "record_id": "ready", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:23.000611+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": null, "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-b", "announced_at": null, "running_hash": null, "settled_hash": null, "dispatched_at": null, "wanted_generation": 1, "running_generation": null}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 4, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.347912+00:00", "object": "company", "reason": "input description is empty", "reused": false, "failures": 0, "record_id": "skipped-empty", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.347912+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.347912+00:00", "superseded": 0, "answered_at": null, "claim_token": null, "fingerprint": null, "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-null", "announced_at": null, "running_hash": null, "settled_hash": null, "dispatched_at": null, "wanted_generation": 1, "running_generation": null}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 5, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.374982+00:00", "object": "company", "reason": "the record is deleted in the CRM", "reused": false, "failures": 0, "record_id": "skipped-deleted", "rest_kind": null, "vendor_at": "2026-10-01T08:00:09+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.374982+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.374982+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.356966+00:00", "claim_token": null, "fingerprint": "f-skipped-deleted-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "deleted", "announced_at": null, "running_hash": "h-x", "settled_hash": "h-x", "dispatched_at": "2026-11-26T17:16:22.351735+00:00", "wanted_generation": 2, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 7, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.391735+00:00", "object": "company", "reason": "human-value", "reused": false, "failures": 0, "record_id": "skipped-human", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.37839+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.391735+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.382738+00:00", "claim_token": null, "fingerprint": "f-skipped-human-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-skipped-human", "announced_at": null, "running_hash": "h-skipped-human", "settled_hash": "h-skipped-human", "dispatched_at": "2026-11-26T17:16:22.379035+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 8, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.411784+00:00", "object": "company", "reason": "locked", "reused": false, "failures": 0, "record_id": "skipped-policy", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.394684+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.411784+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.408482+00:00", "claim_token": null, "fingerprint": "f-skipped-policy-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-skipped-policy", "announced_at": null, "running_hash": "h-skipped-policy", "settled_hash": "h-skipped-policy", "dispatched_at": "2026-11-26T17:16:22.395491+00:00", "wanted_generation": 1, "running_generation": 1}');
insert into work overriding system value select * from jsonb_populate_record(null::public.work, '{"id": 9, "lane": null, "class": "live", "doubt": 0, "rests": 0, "state": "skipped", "due_at": "2026-11-26T17:16:22.433291+00:00", "object": "company", "reason": "unchanged", "reused": false, "failures": 0, "record_id": "skipped-unchanged", "rest_kind": null, "vendor_at": "2026-10-01T08:00:00+00:00", "waits_for": null, "wanted_at": "2026-11-26T17:16:22.419183+00:00", "wanted_by": ["live"], "connection": "hubspot", "died_under": null, "enrichment": "company-profile", "settled_at": "2026-11-26T17:16:22.433291+00:00", "superseded": 0, "answered_at": "2026-11-26T17:16:22.431927+00:00", "claim_token": null, "fingerprint": "f-skipped-unchanged-Energy", "lease_until": null, "rests_since": null, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "wanted_hash": "h-skipped-unchanged", "announced_at": null, "running_hash": "h-skipped-unchanged", "settled_hash": "h-skipped-unchanged", "dispatched_at": "2026-11-26T17:16:22.420794+00:00", "wanted_generation": 1, "running_generation": 1}');
select setval(pg_get_serial_sequence('work', 'id'), (select coalesce(max(id), 1) from work));
insert into write_brake select * from jsonb_populate_record(null::public.write_brake, '{"tries": 2, "object": "company", "reason": "5 records in a row were refused alike, so all wait while one is tried now and then: [crm_write_rejected] FIELD_CUSTOM_VALIDATION_EXCEPTION: Industry is closed", "setbacks": [{"workId": "1", "recordId": "review-group-1", "signature": "400 FIELD"}], "signature": "400 FIELD", "connection": "hubspot", "enrichment": "company-profile", "written_at": "2026-11-26T17:16:22.641213+00:00", "next_try_at": "2026-11-26T17:17:22.641213+00:00", "try_work_id": null}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 1, "field": "ai_industry", "reason": "the field is empty", "work_id": 1, "decision": "write", "decided_at": "2026-11-26T17:16:22.294473+00:00", "generation": 1, "live_value": null, "fingerprint": "f-written-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 10, "field": "ai_industry", "reason": "confidence 0.30 is below 0.5", "work_id": 19, "decision": "low-confidence", "decided_at": "2026-11-26T17:16:22.55574+00:00", "generation": 1, "live_value": null, "fingerprint": "f-review-unsure-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 11, "field": "ai_industry", "reason": "ai_industry__c holds 20 characters, the value has 40", "work_id": 20, "decision": "cannot-be-written", "decided_at": "2026-11-26T17:16:22.5668+00:00", "generation": 1, "live_value": null, "fingerprint": "f-review-long-A value with more than twenty characters", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "A value with more than twenty characters"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 12, "field": "ai_industry", "reason": "ai_industry__c has no such option", "work_id": 21, "decision": "cannot-be-written", "decided_at": "2026-11-26T17:16:22.576056+00:00", "generation": 1, "live_value": null, "fingerprint": "f-review-option-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 13, "field": "ai_industry", "reason": "the CRM does not let us write ai_industry__c", "work_id": 22, "decision": "cannot-be-written", "decided_at": "2026-11-26T17:16:22.608217+00:00", "generation": 1, "live_value": null, "fingerprint": "f-review-read-only-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 14, "field": "ai_industry", "reason": "the field is empty", "work_id": 23, "decision": "write", "decided_at": "2026-11-26T17:16:22.613258+00:00", "generation": 1, "live_value": null, "fingerprint": "f-review-preview-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 2, "field": "ai_industry", "reason": "the field is empty", "work_id": 2, "decision": "write", "decided_at": "2026-11-26T17:16:22.332664+00:00", "generation": 1, "live_value": null, "fingerprint": "f-written-twice-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 3, "field": "ai_industry", "reason": "the field is empty", "work_id": 2, "decision": "write", "decided_at": "2026-11-26T17:16:22.343671+00:00", "generation": 2, "live_value": null, "fingerprint": "f-written-twice-Materials", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Materials"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 4, "field": "ai_industry", "reason": "the field is empty", "work_id": 5, "decision": "write", "decided_at": "2026-11-26T17:16:22.363985+00:00", "generation": 1, "live_value": null, "fingerprint": "f-skipped-deleted-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 5, "field": "ai_industry", "reason": "a person''s value stands in the field", "work_id": 7, "decision": "human-value", "decided_at": "2026-11-26T17:16:22.384156+00:00", "generation": 1, "live_value": "Retail", "fingerprint": "f-skipped-human-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 6, "field": "ai_industry", "reason": "the field''s policy is never", "work_id": 8, "decision": "locked", "decided_at": "2026-11-26T17:16:22.410987+00:00", "generation": 1, "live_value": null, "fingerprint": "f-skipped-policy-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 7, "field": "ai_industry", "reason": "the CRM holds this value already", "work_id": 9, "decision": "unchanged", "decided_at": "2026-11-26T17:16:22.43303+00:00", "generation": 1, "live_value": "Energy", "fingerprint": "f-skipped-unchanged-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 8, "field": "ai_industry", "reason": "the field''s policy is if-empty, and it is filled", "work_id": 10, "decision": "locked", "decided_at": "2026-11-26T17:16:22.450381+00:00", "generation": 1, "live_value": "Energy2", "fingerprint": "f-skipped-if-empty-Energy", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": "Energy"}');
insert into write_decision overriding system value select * from jsonb_populate_record(null::public.write_decision, '{"id": 9, "field": "ai_industry", "reason": "the text names no industry", "work_id": 12, "decision": "abstained", "decided_at": "2026-11-26T17:16:22.47816+00:00", "generation": 1, "live_value": null, "fingerprint": "f-skipped-abstained-null", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "answer_value": null}');
select setval(pg_get_serial_sequence('write_decision', 'id'), (select coalesce(max(id), 1) from write_decision));
insert into write_intent overriding system value select * from jsonb_populate_record(null::public.write_intent, '{"id": 1, "field": "ai_industry", "reply": null, "state": "settled", "object": "company", "work_id": 1, "attempts": 1, "opened_at": "2026-11-26T17:16:22.295511+00:00", "record_id": "written", "connection": "hubspot", "generation": 1, "settled_at": "2026-11-26T17:16:22.303192+00:00", "after_value": "Energy", "fingerprint": "f-written-Energy", "before_owner": null, "before_value": null}');
insert into write_intent overriding system value select * from jsonb_populate_record(null::public.write_intent, '{"id": 2, "field": "ai_industry", "reply": null, "state": "settled", "object": "company", "work_id": 2, "attempts": 1, "opened_at": "2026-11-26T17:16:22.333024+00:00", "record_id": "written-twice", "connection": "hubspot", "generation": 1, "settled_at": "2026-11-26T17:16:22.333791+00:00", "after_value": "Energy", "fingerprint": "f-written-twice-Energy", "before_owner": null, "before_value": null}');
insert into write_intent overriding system value select * from jsonb_populate_record(null::public.write_intent, '{"id": 3, "field": "ai_industry", "reply": null, "state": "settled", "object": "company", "work_id": 2, "attempts": 1, "opened_at": "2026-11-26T17:16:22.346005+00:00", "record_id": "written-twice", "connection": "hubspot", "generation": 2, "settled_at": "2026-11-26T17:16:22.34681+00:00", "after_value": "Materials", "fingerprint": "f-written-twice-Materials", "before_owner": "fieldwork", "before_value": "Energy"}');
insert into write_intent overriding system value select * from jsonb_populate_record(null::public.write_intent, '{"id": 4, "field": "ai_industry", "reply": null, "state": "settled", "object": "company", "work_id": 5, "attempts": 1, "opened_at": "2026-11-26T17:16:22.364339+00:00", "record_id": "skipped-deleted", "connection": "hubspot", "generation": 1, "settled_at": "2026-11-26T17:16:22.365271+00:00", "after_value": "Energy", "fingerprint": "f-skipped-deleted-Energy", "before_owner": null, "before_value": null}');
insert into write_intent overriding system value select * from jsonb_populate_record(null::public.write_intent, '{"id": 5, "field": "ai_industry", "reply": "[crm_write_unknown] no answer came within 30 s", "state": "abandoned", "object": "company", "work_id": 18, "attempts": 1, "opened_at": "2026-11-26T17:16:22.519398+00:00", "record_id": "dead-crm", "connection": "hubspot", "generation": 1, "settled_at": "2026-11-26T17:16:22.521441+00:00", "after_value": "Energy", "fingerprint": "f-dead-crm-Energy", "before_owner": null, "before_value": null}');
insert into write_intent overriding system value select * from jsonb_populate_record(null::public.write_intent, '{"id": 6, "field": "ai_industry", "reply": "[crm_write_rejected] FIELD_CUSTOM_VALIDATION_EXCEPTION: Industry is closed", "state": "refused", "object": "company", "work_id": 24, "attempts": 1, "opened_at": "2026-11-26T17:16:22.624004+00:00", "record_id": "review-group-1", "connection": "hubspot", "generation": 1, "settled_at": "2026-11-26T17:16:22.631121+00:00", "after_value": "Energy", "fingerprint": "f-review-group-1-Energy", "before_owner": null, "before_value": null}');
insert into write_intent overriding system value select * from jsonb_populate_record(null::public.write_intent, '{"id": 7, "field": "ai_industry", "reply": "[crm_write_rejected] FIELD_CUSTOM_VALIDATION_EXCEPTION: Industry is closed", "state": "refused", "object": "company", "work_id": 25, "attempts": 1, "opened_at": "2026-11-26T17:16:22.640441+00:00", "record_id": "review-group-2", "connection": "hubspot", "generation": 1, "settled_at": "2026-11-26T17:16:22.640726+00:00", "after_value": "Energy", "fingerprint": "f-review-group-2-Energy", "before_owner": null, "before_value": null}');
insert into write_intent overriding system value select * from jsonb_populate_record(null::public.write_intent, '{"id": 8, "field": "ai_industry", "reply": null, "state": "open", "object": "company", "work_id": 28, "attempts": 1, "opened_at": "2026-11-26T17:16:22.953937+00:00", "record_id": "writing", "connection": "hubspot", "generation": 1, "settled_at": null, "after_value": "Energy", "fingerprint": "f-writing-Energy", "before_owner": null, "before_value": null}');
select setval(pg_get_serial_sequence('write_intent', 'id'), (select coalesce(max(id), 1) from write_intent));
