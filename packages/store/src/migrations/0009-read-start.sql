-- Which of two reads of a record is the newer: the vendor's stamp decides, then when the read began. Offsets of
-- two topics cannot be compared. What stands was read before all that is read from now on.
alter table record add column read_at timestamptz not null default '1970-01-01';
alter table record alter column read_at drop default, drop column log_offset;
