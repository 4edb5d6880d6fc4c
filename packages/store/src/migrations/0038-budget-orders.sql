-- A limit that a person has set: by whom, until when (null: for good), and what the configuration says
-- meanwhile (null: nothing), so that it is as before afterwards.
alter table budget_spec
  add column configured_nano_usd bigint,
  add column set_by text,
  add column until timestamptz;
update budget_spec set configured_nano_usd = limit_nano_usd where source = 'configuration';
