-- Of those whom the running generation, or the order, serves: who has stopped wanting it since the claim. Given back,
-- it goes on for the others alone.
alter table work add column stopped_by text[];
alter table write_order add column stopped_by text[];
