-- What people are told of: topics that are in a state worth telling, and every change of one. Written by the api.
create table notice_topic (
  topic text primary key,
  kind text not null,
  state text not null,
  asked_by text,
  told_at timestamptz not null default now()
);

create table notice (
  id bigint generated always as identity primary key,
  topic text not null,
  kind text not null,
  -- Null: nothing to tell. The state after is null once it has recovered.
  state_before text,
  state text,
  asked_by text,
  detail jsonb not null,
  told_at timestamptz not null default now()
);
create index notice_listed on notice (told_at, id);

-- Where notices go: a URL, or an e-mail address.
create table notice_channel (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('webhook', 'email')),
  target text not null,
  -- Signs what is sent to a webhook.
  secret text,
  -- Whoever asked for what the notice is about; null for everybody's.
  only_for text,
  added_by text not null,
  added_at timestamptz not null default now()
);

create table notice_delivery (
  notice_id bigint not null references notice on delete cascade,
  channel_id uuid not null references notice_channel on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries int not null default 0,
  due_at timestamptz not null default now(),
  -- What went wrong the last time.
  said text,
  ended_at timestamptz,
  primary key (notice_id, channel_id)
);
create index notice_delivery_due on notice_delivery (due_at) where state = 'waiting';
