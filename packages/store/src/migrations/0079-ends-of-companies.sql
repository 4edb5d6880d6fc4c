-- The end of a company stands among the keys, so that no page that was read before it brings the company back.
alter table company_key add column deleted boolean not null default false;
-- When the newest read of the record itself began that showed this timestamp; null: only searches have.
alter table company_key add column direct_read_at timestamptz;
