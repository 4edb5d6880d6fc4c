-- Of an undo: the first of the writes that it takes back, so that what stood before them can be taken back after it.
alter table write_order add column undoes_from bigint;
