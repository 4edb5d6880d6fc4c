-- Records that a CRM says may have changed, until they are read: one row a record, however often it was told.
-- Written by the connector.
create table change_hint (
  connection text not null,
  object text not null,
  record_id text not null,
  kind text not null check (kind in ('changed', 'deleted', 'restored')),
  -- By the CRM's clock, of the newest.
  hinted_at timestamptz not null,
  -- All of them came of something like an import.
  is_bulk boolean not null,
  -- How often it was told: a hint that comes while its record is read has it read again.
  told int not null default 1,
  noted_at timestamptz not null default now(),
  lease_until timestamptz,
  primary key (record_id, connection, object)
);
create index change_hint_waiting on change_hint (connection, is_bulk, noted_at);
