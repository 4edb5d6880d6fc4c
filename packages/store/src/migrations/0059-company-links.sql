-- Which connections share answers about one company, by the name of their group. Written by whoever prepares the line.
create table sharing_member (
  connection text primary key,
  sharing_group text not null
);

-- By what companies of these connections are recognised, as last read. Written by the planner.
create table company_key (
  connection text not null,
  object text not null,
  record_id text not null,
  -- Registrable, and that of one company alone.
  domain text,
  name_key text,
  facts jsonb not null,
  vendor_at timestamptz not null,
  read_at timestamptz not null,
  -- Whether its links have been decided since its facts changed.
  is_linked boolean not null default false,
  primary key (record_id, connection, object)
);
create index company_key_domain on company_key (domain) where domain is not null;
create index company_key_name on company_key (name_key) where name_key is not null;

-- Records of two connections that are one company, or may be: one row for each pair, in the order of their connections
-- and ids. `verdict` is what the rules say; what a person ordered stands, whatever they say. Written by the planner, and
-- by whoever takes the order.
create table company_link (
  id bigint generated always as identity primary key,
  connection text not null,
  object text not null,
  record_id text not null,
  other_connection text not null,
  other_id text not null,
  verdict text not null,
  reason_code text not null,
  evidence jsonb not null,
  decided_at timestamptz not null default now(),
  ordered text,
  ordered_by text,
  ordered_at timestamptz,
  state text not null generated always as (coalesce(ordered, verdict)) stored,
  unique (record_id, connection, object, other_id, other_connection)
);
create index company_link_other on company_link (other_id, other_connection, object);
create index company_link_listed on company_link (state, decided_at, id);
