-- The last test of each connection that a person ordered. Written by the api, and by the connector, which
-- carries it out.
create table connection_test (
  connection text primary key,
  ordered_by text not null,
  ordered_at timestamptz not null default now(),
  lease_until timestamptz,
  -- Scope by scope; null while it is not done.
  findings jsonb,
  ended_at timestamptz
);
