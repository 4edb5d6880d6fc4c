-- Where people look at a record of the object in the CRM, with {id} in place of its id. Null: not known.
alter table described_object add column record_page text;
