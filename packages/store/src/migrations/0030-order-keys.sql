-- Orders that were given with an idempotency key: of the same key, one is carried out. Written by the api.
create table order_key (
  -- Of who ordered and of their key.
  key_hash text primary key,
  request_hash text not null,
  begun_at timestamptz not null default now(),
  -- What was replied; null while it is under way, and for good where the reply told a secret.
  reply jsonb,
  ended_at timestamptz
);
create index order_key_begun on order_key (begun_at);
