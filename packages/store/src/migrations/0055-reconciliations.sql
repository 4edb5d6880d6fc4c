-- Comparisons of what we know of an object with what its CRM shows. Written by whoever orders one, and by the
-- connector, which also begins them by schedule, and carries them out.
create table reconciliation (
  id text primary key,
  connection text not null,
  object text not null,
  -- How many of the records that we know are looked at; null: all of them.
  sample int,
  -- Null: by schedule.
  ordered_by text,
  ordered_at timestamptz not null default now(),
  -- A person has agreed to the end of more records than are believed without asking.
  ends_are_confirmed boolean not null default false,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'asks', 'failed')),
  -- First the records that we know, then those of the CRM that we may not know.
  step text not null default 'known' check (step in ('known', 'source')),
  -- The last known record that was compared, and the token of the CRM's last page.
  after_id text not null default '',
  token jsonb,
  crm_count bigint,
  crm_count_is text,
  known_count bigint,
  -- Of the records looked at: those that moved meanwhile count as neither right nor wrong.
  looked_at int not null default 0,
  in_flight int not null default 0,
  missing int not null default 0,
  stale int not null default 0,
  ended int not null default 0,
  repaired int not null default 0,
  lease_until timestamptz,
  reason jsonb,
  checked_at timestamptz
);
create unique index reconciliation_waiting on reconciliation (connection, object) where state = 'waiting';
create index reconciliation_newest on reconciliation (connection, object, ordered_at desc);
