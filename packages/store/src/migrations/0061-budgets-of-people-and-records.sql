-- A budget may be of a person who orders calls, and of a record.
alter table budget_spec drop constraint budget_spec_subject_check,
  add constraint budget_spec_subject_check check (subject in (
    'total', 'connection', 'enrichment', 'provider', 'model', 'backfill', 'purpose', 'user', 'record'));
