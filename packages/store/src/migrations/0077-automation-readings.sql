-- What the CRMs told of their own automations, as sheets of backfills had it read. Written by the api, which orders
-- it, and by the connector, which carries it out.
create table automation_reading (
  connection text not null,
  object text not null,
  ordered_at timestamptz not null default now(),
  lease_until timestamptz,
  -- Null while nobody has read them.
  read_at timestamptz,
  found jsonb,
  -- Why they could not be read.
  problem jsonb,
  primary key (connection, object)
);
