-- Reads of what a filter matches in a CRM itself, page by page, by order. Written by the api, and by the connector,
-- which carries them on.
create table source_read (
  id text primary key,
  connection text not null,
  object text not null,
  filter jsonb not null,
  ordered_by text not null,
  ordered_at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'settling', 'done', 'failed', 'cancelled')),
  -- By the CRM's own count, and how exact that is.
  count jsonb,
  -- Where reading goes on, and after how many pages; null before the first and after the last.
  token jsonb,
  pages int not null default 0,
  records int not null default 0,
  lease_until timestamptz,
  -- When the last page was published.
  settling_since timestamptz,
  reason jsonb,
  ended_at timestamptz
);
create index source_read_open on source_read (connection, ordered_at, id) where state in ('waiting', 'settling');
create index source_read_listed on source_read (ordered_at, id);
