-- An answer to one field that waits for a person. Written by the writer.
create table review (
  work_id bigint not null,
  field text not null,
  generation int not null,
  connection text not null,
  object text not null,
  record_id text not null,
  enrichment text not null,
  -- Null: of an answer that was not kept.
  answer_id bigint,
  value text,
  live_value text,
  reason_code text not null,
  reason_detail jsonb,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  -- Why it waits no longer: `superseded` by a newer answer, or what was decided of the same one since.
  closed_as text,
  primary key (work_id, field, generation)
);
create index review_open on review (connection, object, field, reason_code, opened_at, work_id, generation)
  where closed_at is null;
create index review_record on review (record_id, connection, object);

-- What `--write` has not been given for is a state of its own.
alter table work drop constraint work_state_check, add constraint work_state_check check (state in (
  'ready', 'dispatched', 'asking', 'answered', 'review', 'writing', 'written', 'previewed', 'skipped',
  'superseded', 'dead'));
update work set state = 'previewed', reason_code = null, reason_detail = null
where state = 'review' and reason_code = 'preview';

-- Of each field that waits, what was decided last.
insert into review (work_id, field, generation, connection, object, record_id, enrichment, answer_id,
  value, live_value, reason_code, reason_detail, opened_at)
select id, field, generation, connection, object, record_id, enrichment, answer_id,
  answer_value, live_value, reason_code, reason_detail, decided_at
from (
  select distinct on (d.work_id, d.field) work.id, d.field, d.generation, work.connection, work.object,
    work.record_id, work.enrichment, answer.id as answer_id, d.answer_value, d.live_value, d.reason_code,
    d.reason_detail, d.decided_at, d.decision
  from work join write_decision as d on d.work_id = work.id and d.generation = work.running_generation
  left join answer on answer.fingerprint = work.fingerprint and answer.replaced_at is null
  where work.state in ('review', 'previewed') and work.group_id is null
  order by d.work_id, d.field, d.id desc
) as last
where decision in ('low-confidence', 'cannot-be-written');

-- One doubtful field holds the others back no longer: what was written is written.
update work set state = 'written', reason_code = null, reason_detail = null
where state = 'review' and group_id is null and exists (
  select from write_decision as d
  where d.work_id = work.id and d.generation = work.running_generation and d.decision = 'write');

drop index work_settled;
create index work_settled on work (state, enrichment, coalesce(settled_at, wanted_at), id)
  where state in ('written', 'previewed', 'skipped', 'superseded', 'dead', 'review');
