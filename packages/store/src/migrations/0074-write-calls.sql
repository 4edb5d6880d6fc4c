-- What a connection's writes take in calls: a batch with the read before it, a record, and a job where it chose them;
-- null: not known.
alter table connection_terms add column write_calls jsonb;
