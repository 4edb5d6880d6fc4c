-- A counter row a partition gives dense offsets in commit order: a bare sequence would let a reader
-- pass an event that commits late.
create table log_partition (
  topic text not null,
  partition int not null,
  next_offset bigint not null default 0,
  primary key (topic, partition)
) with (fillfactor = 20);

create table log_event (
  topic text not null,
  partition int not null,
  log_offset bigint not null,
  key text not null,
  value jsonb not null,
  traceparent text,
  published_at timestamptz not null default now(),
  primary key (topic, partition, log_offset)
);
create index log_event_age on log_event using brin (published_at);

create table log_member (
  consumer_group text not null,
  topic text not null,
  member text not null,
  lease_until timestamptz not null,
  primary key (consumer_group, topic, member)
);

-- Position and lease of a partition in a group. A new owner raises the generation, and what an older
-- one still commits changes nothing.
create table log_position (
  consumer_group text not null,
  topic text not null,
  partition int not null,
  next_offset bigint not null default 0,
  owner text,
  generation int not null default 0,
  lease_until timestamptz,
  primary key (consumer_group, topic, partition)
) with (fillfactor = 20);

create table log_dead_letter (
  consumer_group text not null,
  topic text not null,
  partition int not null,
  log_offset bigint not null,
  key text not null,
  value jsonb not null,
  traceparent text,
  error text not null,
  failed_at timestamptz not null default now(),
  primary key (consumer_group, topic, partition, log_offset)
);
