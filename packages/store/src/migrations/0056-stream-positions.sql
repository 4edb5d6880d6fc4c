-- Where listening to a CRM's stream of changes goes on. Written by the connector.
create table stream_position (
  connection text not null,
  object text not null,
  position text not null,
  saved_at timestamptz not null default now(),
  primary key (connection, object)
);
