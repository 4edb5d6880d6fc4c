-- What models charge and allow, and which of them each enrichment asks. Written by the enricher.
create table model_terms (
  model text primary key,
  terms jsonb not null,
  confirmed_at timestamptz not null default now()
);
create table asked_route (
  enrichment text primary key,
  models text[] not null,
  confirmed_at timestamptz not null default now()
);

-- What a CRM takes in one call, and how many of its day it says are used. Written by the writer.
create table connection_terms (
  connection text primary key,
  max_write_batch int not null,
  quota_used bigint,
  quota_limit bigint,
  seen_at timestamptz not null default now()
);

-- What a backfill would do and cost. Written by the api; the newest takes the place of the others.
create table backfill_sheet (
  backfill_id text primary key references backfill on delete cascade,
  hash text not null,
  figures jsonb not null,
  -- The filter, the definition and the prices that it was made for, each as a hash.
  basis jsonb not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  valid_until timestamptz not null
);

-- What was approved with its start: the sheet, by its hash, and what it may come to.
alter table backfill add column sheet_hash text, add column band jsonb, add column approved_by text;
