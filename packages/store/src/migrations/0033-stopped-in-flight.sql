-- It was being asked or written when a stop of its backfill reached it.
alter table backfill_record add column in_flight_at_stop boolean not null default false;
