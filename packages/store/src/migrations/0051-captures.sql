-- Requests to models and their replies, of enrichments whose definition has them kept for a few days, to find out
-- why an answer was what it was. Without secrets and personal values. Written by the enricher.
create table capture (
  id bigint generated always as identity primary key,
  call_id text not null,
  attempt integer not null,
  purpose text not null,
  -- Of the record that was asked about; erased with it.
  connection text not null,
  object text not null,
  record_id text not null,
  enrichment text not null,
  definition_hash text not null,
  provider text not null,
  model text not null,
  outcome text not null,
  -- Of the reply; null: none began.
  status integer,
  request text not null,
  reply text not null,
  captured_at timestamptz not null default now()
);
create index capture_listed on capture (connection, enrichment, id);
create index capture_of_record on capture (record_id, connection, object, id);
create index capture_age on capture (captured_at);
