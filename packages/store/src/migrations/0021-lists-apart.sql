-- An index that begins with the columns of a key looks as good for a look-up by that key, as long as a
-- table has no statistics, and reads all that shares them. These serve lists alone: a list says what is
-- true of each row, a look-up does not.
drop index record_changed_within;
create index record_changed_within on record (connection, object, changed_at, record_id)
  where changed_at > '-infinity';
drop index field_ledger_listed;
create index field_ledger_listed on field_ledger (connection, object, field, owner, settled_at, record_id)
  where settled_at > '-infinity';
