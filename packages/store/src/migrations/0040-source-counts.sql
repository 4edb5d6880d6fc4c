-- Whether what matches at the source is only counted, and not read.
alter table source_read add column counts_only boolean not null default false;
