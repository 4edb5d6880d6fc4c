-- Answers to labelled cases are known the next time, by a key of their own: they belong to no work.
alter table answer alter column work_id drop not null;
alter table evaluation add column uses_known boolean not null default true;
