-- Every order: who, when, from where, about what. Written in the transaction of the order by whoever takes it. The
-- services may add and read rows, and nothing else.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('person', 'token', 'system')),
  actor_id text not null,
  actor_name text not null,
  -- The address that it came from; null for what did not come over the network.
  came_from text,
  order_name text not null,
  subject text not null
);
create index audit_listed on audit (order_name, at, id);
create index audit_at on audit (at);

-- The values before and after, apart, so that an erasure can take them away from an entry that stays.
create table audit_value (
  audit_id bigint not null references audit on delete cascade,
  side text not null check (side in ('before', 'after')),
  -- The record that it tells of (connection/object/id), by which it is erased; null where it tells of none.
  record_key text,
  value jsonb not null,
  primary key (audit_id, side)
);
create index audit_value_record on audit_value (record_key) where record_key is not null;

-- What is past its retention. Runs as the owner of the tables, so that the services need no right to delete; nobody
-- can reach the last 90 days by it.
create function drop_audit(before timestamptz, at_most int) returns int
language sql security definer set search_path from current as $$
  with dropped as (
    delete from audit where id in (
      select id from audit where at < least(before, now() - interval '90 days') order by at limit at_most
    ) returning 1
  ) select count(*)::int from dropped
$$;
