-- A record as it was seen while a write of ours to it was under way: whose its outputs are can only be
-- judged once that write is settled. Written by the writer.
create table output_hint (
  record_id text not null,
  connection text not null,
  object text not null,
  outputs jsonb not null,
  seen_at timestamptz not null,
  primary key (record_id, connection, object)
);
