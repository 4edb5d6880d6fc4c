-- How much of its CRM's day a connection leaves to other integrations, in percent; null: not known.
alter table connection_terms add column quota_floor_percent int;
