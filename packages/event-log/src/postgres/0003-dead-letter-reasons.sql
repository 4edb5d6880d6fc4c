-- A dead letter's reason is a code with data beside it, as that of work; and each has an id, by which they
-- are told apart where they are paged through.
alter table log_dead_letter
  add column id bigint generated always as identity primary key,
  add column reason_code text,
  add column reason_detail jsonb;

update log_dead_letter set
  reason_code = case told.code
    when 'data_invalid' then 'data-invalid' when 'event_malformed' then 'event-malformed'
    when 'crm_record_gone' then 'record-gone' when 'crm_record_locked' then 'crm-locked'
    when 'crm_write_rejected' then 'crm-refused-record' when 'crm_request_rejected' then 'crm-refused-call'
    when 'crm_field_missing' then 'crm-unknown-field' when 'crm_reply_malformed' then 'crm-unreadable'
    -- What does not fit its topic was told without a code.
    else case when told.code is null and error like 'it has % bytes%' then 'data-invalid'
      when told.code is null then 'event-malformed' else 'internal' end end,
  reason_detail = jsonb_build_object('said', regexp_replace(error, '^\[\w+\] ', ''))
from (select id as told_id, substring(error from '^\[(\w+)\] ') as code from log_dead_letter) as told
where id = told_id;

alter table log_dead_letter drop column error, alter column reason_code set not null;

-- With the group itself, or counting would have to look at the rows.
create index log_dead_letter_listed
  on log_dead_letter (topic, coalesce(consumer_group, ''), reason_code, failed_at, id) include (consumer_group);
create index log_dead_letter_key on log_dead_letter (key);
create index log_dead_letter_record on log_dead_letter (split_part(key, '/', 3));
