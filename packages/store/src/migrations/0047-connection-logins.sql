-- The newest login of each connection, for all processes: whoever logs in keeps it before it is used.
create table connection_login (
  connection text primary key,
  -- Counts the logins that were kept.
  generation bigint not null default 0,
  -- The tokens, sealed with the connection's own secrets, which are never kept; null before the first.
  sealed text,
  kept_at timestamptz,
  -- Who logs in now; a turn that ends without a login lapses.
  turn uuid,
  turn_until timestamptz
);
