-- Which notes, e-mails, calls and tasks stand in the fields of a record: a CRM that tells of the end of one does not say
-- which records it belonged to. Written by the connector.
create table shown_activity (
  connection text not null,
  object text not null,
  record_id text not null,
  kind text not null,
  activity_ids text[] not null,
  primary key (record_id, connection, object, kind)
);
create index shown_activity_ids on shown_activity using gin (activity_ids);
