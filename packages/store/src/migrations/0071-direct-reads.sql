-- When the newest read of the record itself began, of those that found it with this vendor_at; null where only searches
-- have shown it. A search may be behind: on equal timestamps it does not undo an end.
alter table record add column direct_read_at timestamptz;
