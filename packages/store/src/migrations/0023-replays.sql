-- Dead letters that a person put back into the line: the set as it was at the order, first a few, then all at a pace.
-- Written by the api.
create table replay (
  -- Also who wants the work.
  id text primary key,
  kind text not null check (kind in ('work', 'event')),
  -- The cause that they had in common, as it was told.
  cause jsonb not null,
  state text not null default 'trying' check (state in ('trying', 'tried', 'going', 'paused', 'done', 'cancelled')),
  try_first int not null,
  per_minute int not null,
  -- Once the first have all succeeded, the others follow without another order.
  goes_on boolean not null,
  -- What had ended when it last began to go on: it is judged by what ends afterwards.
  judged_after int not null default 0,
  failed_before int not null default 0,
  ordered_by text not null,
  ordered_at timestamptz not null default now(),
  next_at timestamptz not null default now(),
  ended_at timestamptz
);
create index replay_due on replay (next_at) where state in ('trying', 'going');
create index replay_listed on replay (ordered_at, id);

create table replay_member (
  replay_id text not null references replay on delete cascade,
  -- Of work, or of a dead letter of the log.
  item_id bigint not null,
  -- The record that is read again for an event.
  connection text,
  object text,
  record_id text,
  state text not null default 'waiting' check (state in (
    'waiting', 'sent', 'succeeded', 'failed', 'overtaken', 'cancelled')),
  -- What it failed with before, and what it failed with anew.
  reason_before jsonb not null,
  reason jsonb,
  sent_at timestamptz,
  ended_at timestamptz,
  primary key (replay_id, item_id)
);
create index replay_member_state on replay_member (replay_id, state, item_id);
create index replay_member_item on replay_member (item_id) where state = 'failed';

-- Records to be read from their CRM by order. Written by whoever orders, and by the connector, which reads them.
create table ordered_read (
  connection text not null,
  object text not null,
  record_id text not null,
  ordered_at timestamptz not null default now(),
  lease_until timestamptz,
  -- When the read began whose result was published; the reason, where there was nothing to publish.
  read_at timestamptz,
  reason jsonb,
  primary key (record_id, connection, object)
);
create index ordered_read_waiting on ordered_read (connection, ordered_at) where read_at is null and reason is null;
