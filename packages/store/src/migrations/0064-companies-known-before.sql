-- How far the companies of a connection that were known before it joined its group have been looked through.
alter table sharing_member
  add column joined_at timestamptz not null default now(),
  add column keyed_at timestamptz not null default '-infinity',
  add column keyed_id text not null default '',
  add column is_keyed boolean not null default false;
