-- The reading side: each list of packages/store/src/reading has the index that serves its order together
-- with its filters. Where a list shows few of a table's rows its index is partial, and rows on their way
-- are in none that they were not in before.
create extension if not exists pg_trgm;

-- What the CRM showed of our outputs when the record was last read. Written by the planner.
alter table record add column outputs jsonb not null default '{}';

create index record_changed on record (changed_at, record_id, connection, object);
create index record_changed_within on record (connection, object, changed_at, record_id);

-- What a search looks through, without regard to case.
create function record_words(fields jsonb) returns text language sql immutable parallel safe
return lower((
  coalesce(fields->>'name', '') || ' ' || coalesce(fields->>'domain', '') || ' ' ||
  coalesce(fields->>'firstName', '') || ' ' || coalesce(fields->>'lastName', '') || ' ' ||
  coalesce(fields->>'email', '')) collate "pg_c_utf8");
-- The same with digits in place of what is not ASCII: in a database of locale C trigrams are made of nothing else.
create function record_text(fields jsonb) returns text language sql immutable parallel safe
return encode(convert_to(record_words(fields), 'UTF8'), 'escape');
-- A pattern that such texts match when they hold the word.
create function record_text_with(word text) returns text language sql immutable parallel safe
return '%' || regexp_replace(encode(convert_to(lower(word collate "pg_c_utf8"), 'UTF8'), 'escape'), '([\\%_])', '\\\1', 'g') || '%';
create index record_search on record using gin (record_text(fields) gin_trgm_ops);

create index work_settled on work (state, enrichment, coalesce(settled_at, wanted_at), id)
  where state in ('written', 'skipped', 'superseded', 'dead', 'review');
create index work_dead on work (coalesce(reason_code, 'internal'), enrichment, connection, object, settled_at, id)
  where state = 'dead';
-- With the id, so that rows of one moment have an order.
drop index work_dispatched, work_leased;
create index work_dispatched on work (lane, dispatched_at, id) where state = 'dispatched';
create index work_leased on work (lease_until, id) where state in ('asking', 'writing');

create index write_decision_listed on write_decision (field, decision, id) include (work_id);

create index model_call_listed on model_call (provider, model, started_at, call_id, attempt);
create index model_call_apart on model_call (purpose, started_at, call_id, attempt) where purpose <> 'work';

create index field_ledger_listed on field_ledger (connection, object, field, owner, settled_at, record_id);

-- What records can be filtered by: fields or outputs, each with an index of its own. Written where tables
-- are prepared, as the mapping says.
create table record_filter (
  object text not null,
  source text not null check (source in ('fields', 'outputs')),
  name text not null,
  index_name text not null,
  primary key (object, source, name)
);
