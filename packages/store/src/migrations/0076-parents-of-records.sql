-- The record that its CRM locks while it saves this one: the account of a Salesforce contact. Answers of one parent are
-- claimed together.
alter table record add column parent_id text;
