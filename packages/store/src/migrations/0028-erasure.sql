-- Whom an erasure took out, as keyed hashes of record keys and e-mail addresses: what the CRMs still say of them does
-- not come back. Written by the api, read by connector and planner.
create table suppression_key (key text not null);
insert into suppression_key values (gen_random_uuid()::text || gen_random_uuid()::text);

create table suppression (
  id bigint generated always as identity primary key,
  hash text not null unique,
  since timestamptz not null default now()
);

create table erasure (
  id uuid primary key default gen_random_uuid(),
  ordered_by text not null,
  ordered_at timestamptz not null default now(),
  -- What was deleted, by table.
  deleted jsonb not null,
  -- Labelled cases about the person that had left in exports.
  exported_cases jsonb not null default '[]',
  -- Until then the log may still hold events about the person.
  log_until timestamptz not null,
  -- Which rows to look for once more, when what was under way at the order has ended; null from then on.
  again jsonb,
  again_at timestamptz not null
);
create index erasure_again on erasure (again_at) where again is not null;
