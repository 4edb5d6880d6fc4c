-- What calls are for is a closed set; one for work names it, the others may do without.
alter table model_call
  add constraint model_call_purpose check (purpose in ('work', 'preflight', 'sample', 'preview', 'evaluate')),
  add constraint model_call_of_work check (purpose <> 'work' or work_id is not null);
