-- The job by which the CRM reads what was ordered, if it makes one: its id, its state, and why it failed.
alter table source_read add column job jsonb;
