-- How many events of a topic each group of readers has still to handle. Written by the planner.
create table log_lag (
  topic text not null,
  read_by text not null,
  behind bigint not null,
  seen_at timestamptz not null default now(),
  primary key (topic, read_by)
);
