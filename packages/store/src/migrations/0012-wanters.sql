-- Who wants work is a set: the live line, and backfills by their ids. Each claim takes a snapshot of it, which its
-- intents, decisions and calls carry.
alter table work add column running_by text[];
update work set running_by = wanted_by where running_generation is not null;

-- Work is live as long as the live line wants it.
drop index work_ready;
alter table work drop column class;
alter table work add column class text not null
  generated always as (case when 'live' = any(wanted_by) then 'live' else 'backfill' end) stored;
create index work_ready on work (enrichment, class, due_at, id) where state = 'ready';
-- What a backfill wants; what the live line alone wants has no entry.
create index work_wanted_by on work using gin (wanted_by) where wanted_by <> '{live}';

alter table write_intent add column wanted_by text[] not null default '{live}';
alter table write_intent alter column wanted_by drop default;
alter table write_decision add column wanted_by text[] not null default '{live}';
alter table write_decision alter column wanted_by drop default;
alter table model_call add column wanted_by text[] not null default '{live}';
update model_call set wanted_by = '{}' where work_id is null;
alter table model_call alter column wanted_by drop default;
