-- Keys begin with what tells rows apart: connection and object are the same in most of them, and would
-- be compared at each step on the way down an index.
alter table record drop constraint record_pkey, add primary key (record_id, connection, object);
alter table work drop constraint work_connection_object_record_id_enrichment_key,
  add unique (record_id, connection, object, enrichment);
alter table field_ledger drop constraint field_ledger_pkey,
  add primary key (record_id, field, connection, object);

-- Settling an intent changes no column of these indexes, so that its new version fits beside the old
-- one without an entry in any index. Those of a work are found by its record.
drop index write_intent_record, write_intent_work;
create index write_intent_record on write_intent (record_id, field, connection, object);
alter table write_intent set (fillfactor = 50);

-- The same for calls and answers, whose rows grow to twice and to five times their size.
drop index model_call_started;
create index model_call_started on model_call using brin (started_at);
alter table model_call set (fillfactor = 50);
alter table answer set (fillfactor = 20);

-- One index, where the key of its own was never looked up.
drop index write_decision_work;
alter table write_decision drop constraint write_decision_pkey, add primary key (work_id, id);

-- Never looked up.
drop index work_settled;
