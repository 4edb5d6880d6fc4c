-- Questions that a person ordered, whose answers are only looked at: previews, and samples of backfills.
-- Stored by the api; carried out by an enricher, which tells in the same row how far it is.
create table ordered_ask (
  -- Names its calls too.
  id uuid primary key,
  purpose text not null check (purpose in ('preview', 'sample')),
  backfill_id text references backfill on delete cascade,
  connection text not null,
  object text not null,
  record_id text not null,
  enrichment text not null,
  definition_hash text not null,
  -- As provider/model; null: those of the route, in its order.
  model text,
  ordered_by text not null,
  ordered_at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'asking', 'answered', 'failed', 'cancelled')),
  -- Until then somebody waits for it; null: it need not be waited for.
  watched_until timestamptz,
  is_stopped boolean not null default false,
  claim_token uuid,
  lease_until timestamptz,
  -- Grows with everything that is told.
  revision int not null default 0,
  prompt jsonb,
  -- The answer as far as it has come in; gone once it is whole.
  partial jsonb,
  answer jsonb,
  usage jsonb,
  problem jsonb,
  ended_at timestamptz,
  expires_at timestamptz not null
);
create index ordered_ask_next on ordered_ask (purpose, ordered_at) where state = 'waiting';
create index ordered_ask_asking on ordered_ask (lease_until) where state = 'asking';
create index ordered_ask_backfill on ordered_ask (backfill_id, ordered_at) where backfill_id is not null;
create index ordered_ask_record on ordered_ask (record_id, connection, object);
create index ordered_ask_expires on ordered_ask (expires_at);
