-- Which options the record of an ask takes, where that differs between records. Looked up by the connector.
alter table ordered_ask add column record_options jsonb, add column options_lease_until timestamptz;
create index ordered_ask_options on ordered_ask (connection, ordered_at)
  where record_options is null and record_id is not null;
