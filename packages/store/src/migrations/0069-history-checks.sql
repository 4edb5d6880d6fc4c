-- How far what we wrote has been compared with the CRM's own history of its fields. Written by the writer.
create table history_check (
  connection text primary key,
  -- The last intent that needs no look any more.
  checked_id bigint not null
);
