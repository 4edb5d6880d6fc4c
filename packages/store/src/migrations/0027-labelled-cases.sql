-- What people corrected, as cases with the right answer. Written by the api, which looks at each correction once.
create table labelled_case (
  id bigint generated always as identity primary key,
  enrichment text not null,
  output text not null,
  field text not null,
  -- The inputs as the model was asked, without the personal values of the record that are known.
  inputs jsonb not null,
  expected text not null,
  answered text,
  confidence real,
  definition_hash text,
  provider text,
  model text,
  source text not null check (source in ('review', 'crm')),
  connection text not null,
  object text not null,
  record_id text not null,
  -- Of a correction in the CRM it is not known.
  labelled_by text,
  labelled_at timestamptz not null,
  -- Of the inputs: of those with the same inputs the newest counts.
  inputs_hash text not null,
  unique (enrichment, output, inputs_hash)
);
create index labelled_case_record on labelled_case (record_id, connection, object);

alter table write_order add column is_labelled boolean not null default false;
create index write_order_unlabelled on write_order (id)
  where kind = 'correct' and state = 'done' and not is_labelled;
alter table owner_change add column is_labelled boolean not null default false;
create index owner_change_unlabelled on owner_change (id) where from_owner = 'fieldwork' and not is_labelled;
