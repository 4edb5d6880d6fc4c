-- By what its steps are judged, how the last one did, and what its records have come to so far.
alter table backfill add column gates jsonb not null default '{}', add column judged jsonb,
  add column answered int not null default 0, add column rejected int not null default 0,
  add column spent_nano_usd bigint not null default 0;
update backfill set spent_nano_usd =
  (select coalesce(sum(spent_nano_usd), 0) from backfill_record where backfill_id = backfill.id);

-- Whether the answer to it had a value, or was rejected in whole or in part; null: there was none.
alter table backfill_record add column answered_as text check (answered_as in ('value', 'rejected', 'abstained'));
