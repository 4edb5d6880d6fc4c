-- Reasons are codes of a closed set, with data beside them: people's sentences are made where they read.
create function pg_temp.reason_of(said text, state text) returns jsonb language sql immutable as $$
  with told as (
    select substring(said from '^\[(\w+)\]') as code, regexp_replace(said, '^\[\w+\] ', '') as words
  )
  select case
    when said is null then null
    when code is not null then jsonb_build_object(
      'code', coalesce(
        '{"crm_unavailable": "crm-busy", "crm_quota_exhausted": "crm-quota",
          "crm_auth_failed": "crm-refused-credentials", "crm_reply_malformed": "crm-unreadable",
          "crm_record_gone": "record-gone", "crm_record_locked": "crm-locked",
          "crm_write_rejected": "crm-refused-record", "crm_request_rejected": "crm-refused-alike",
          "crm_field_missing": "crm-unknown-field", "crm_write_unknown": "crm-unanswered",
          "crm_read_stale": "crm-late", "store_unavailable": "backend-unavailable", "model_unavailable": "model-busy",
          "model_misconfigured": "model-not-configured", "model_quota_exhausted": "model-quota",
          "model_timeout": "model-timed-out", "model_refused": "model-refused-content",
          "model_output_truncated": "model-truncated", "model_output_invalid": "model-unreadable",
          "model_request_invalid": "model-refused-request"}'::jsonb ->> code,
        replace(code, '_', '-')),
      'detail', jsonb_build_object('said', words))
    when said = 'another record asks the same' then '{"code": "asked-by-another"}'
    when said ~ '^input \w+ is empty$' then jsonb_build_object('code', 'input-empty',
      'detail', jsonb_build_object('fields', jsonb_build_array(substring(said from '^input (\w+)'))))
    when said ~ '^input \w+ is hidden from us$' then jsonb_build_object('code', 'input-hidden',
      'detail', jsonb_build_object('fields', jsonb_build_array(substring(said from '^input (\w+)'))))
    when said like 'hidden from us: %' then jsonb_build_object('code', 'field-hidden',
      'detail', jsonb_build_object('fields', to_jsonb(string_to_array(substring(said from 17), ', '))))
    when said = 'the record is deleted in the CRM' then '{"code": "record-deleted"}'
    when said = 'the record is gone from the CRM' then '{"code": "record-gone"}'
    when said like 'the enrichment % is no longer defined' then jsonb_build_object('code', 'enrichment-undefined',
      'detail', jsonb_build_object('enrichment', substring(said from '^the enrichment (.*) is no longer defined$')))
    when said = 'preview: nothing is written yet' then '{"code": "preview"}'
    when said = 'not sent yet' then '{"code": "not-sent-yet"}'
    when said = 'not sent: the read was too old' then '{"code": "read-too-old"}'
    when said like '% records in a row were refused alike, so all wait%' then jsonb_build_object('code', 'braked',
      'detail', jsonb_build_object('records', substring(said from '^(\d+)')::int,
        'said', substring(said from 'now and then: (.*)$')))
    when said ~ '^confidence [0-9.]+ is below [0-9.]+$' then jsonb_build_object('code', 'low-confidence',
      'detail', jsonb_build_object('confidence', substring(said from '^confidence ([0-9.]+)')::numeric,
        'reviewBelow', substring(said from 'below ([0-9.]+)$')::numeric))
    when said = 'the field is empty' then '{"code": "field-empty"}'
    when said = 'the value is ours' then '{"code": "value-is-ours"}'
    when said = 'the field''s policy is always' then '{"code": "policy-always"}'
    when said = 'the field''s policy is never' then '{"code": "policy-never"}'
    when said like 'the field''s policy is if-empty%' then '{"code": "policy-if-empty"}'
    when said = 'the CRM holds this value already' then '{"code": "value-stands"}'
    when said = 'a person''s value stands in the field' then '{"code": "human-value"}'
    when said = 'a person cleared the field' then '{"code": "cleared-by-person"}'
    when said = 'a newer answer was written' then '{"code": "newer-answer"}'
    when said = 'the field is hidden from us' then '{"code": "field-hidden"}'
    when said like '% has no such option' then jsonb_build_object('code', 'option-unknown',
      'detail', jsonb_build_object('vendorField', substring(said from '^(\S+) has')))
    when said ~ '^\S+ holds \d+ characters, the value has \d+$' then jsonb_build_object('code', 'value-too-long',
      'detail', jsonb_build_object('vendorField', substring(said from '^(\S+)'),
        'maxChars', substring(said from 'holds (\d+)')::int, 'chars', substring(said from '(\d+)$')::int))
    when said like 'the CRM has no field %' then jsonb_build_object('code', 'field-missing',
      'detail', jsonb_build_object('vendorField', substring(said from '^the CRM has no field ([^, ]+)')))
    when said like 'the CRM does not let us write %' then jsonb_build_object('code', 'field-read-only',
      'detail', jsonb_build_object('vendorField', substring(said from '(\S+)$')))
    -- What was decided of each output.
    when state = 'skipped' then jsonb_build_object(
      'code', case said when 'abstained' then 'abstained' when 'unchanged' then 'value-stands'
        when 'human-value' then 'human-value' when 'cleared-by-person' then 'cleared-by-person'
        when 'stale' then 'newer-answer' when 'locked' then 'policy-never' else 'nothing-to-write' end,
      'detail', jsonb_build_object('decisions',
        to_jsonb(string_to_array(replace(said, 'locked', 'policy'), ', '))))
    when state = 'abstained' then jsonb_build_object('code', 'abstained', 'detail', jsonb_build_object('said', said))
    when state in ('review', 'refused', 'abandoned', 'cannot-be-written') then jsonb_build_object(
      'code', 'crm-refused-record', 'detail', jsonb_build_object('said', said))
    else jsonb_build_object('code', 'internal', 'detail', jsonb_build_object('said', said)) end
  from told
$$;

alter table work
  add column reason_code text,
  add column reason_detail jsonb,
  -- What waits in review together, under one brake.
  add column group_id uuid;
alter table write_decision add column reason_code text, add column reason_detail jsonb;
alter table write_intent add column reason_code text, add column reason_detail jsonb;
alter table write_brake add column group_id uuid, add column reason_code text, add column reason_detail jsonb;
alter table lane add column reason_detail jsonb, alter column reason_code drop default;
alter table model_check add column reason_code text, add column reason_detail jsonb;
-- When a person freed what was held for a call.
alter table model_call add column released_at timestamptz;

update write_brake set group_id = gen_random_uuid() where reason is not null;
update work set group_id = write_brake.group_id from write_brake
where work.state = 'review' and work.reason = write_brake.reason
  and (work.connection, work.object, work.enrichment)
    = (write_brake.connection, write_brake.object, write_brake.enrichment);

update write_brake set reason_code = told->>'code', reason_detail = told->'detail'
from (select ctid as at, pg_temp.reason_of(reason, 'review') as told from write_brake) as old
where write_brake.ctid = old.at and reason is not null;
update work set reason_code = told->>'code', reason_detail = told->'detail'
from (select id, pg_temp.reason_of(reason, state) as told from work where reason is not null) as old
where work.id = old.id;
update write_decision set reason_code = told->>'code', reason_detail = told->'detail',
  decision = case decision when 'locked' then 'policy' else decision end
from (select id, pg_temp.reason_of(reason, decision) as told from write_decision) as old
where write_decision.id = old.id;
update write_intent set reason_code = told->>'code', reason_detail = told->'detail'
from (select id, pg_temp.reason_of(reply, state) as told from write_intent where reply is not null) as old
where write_intent.id = old.id;
update lane set reason_detail = jsonb_build_object('said', regexp_replace(reason, '^\[\w+\] ', '')),
  reason_code = case
    when reason_code in ('too-long', 'refused-request', 'refused-content', 'truncated', 'unreadable',
      'unknown-model', 'refused-parameter', 'refused-key', 'not-permitted', 'quota', 'rate-limited', 'busy',
      'unreachable', 'broken', 'timed-out', 'not-configured') then 'model-' || reason_code
    else replace(reason_code, '_', '-') end;
update model_check set reason_code = told->>'code', reason_detail = told->'detail'
from (select key, pg_temp.reason_of(reason, 'refused') as told from model_check where reason is not null) as old
where model_check.key = old.key;
update model_call set outcome = regexp_replace(outcome, ', released$', ''), released_at = settled_at
where outcome like '%, released';

alter table work drop column reason;
alter table write_decision drop column reason, alter column reason_code set not null;
alter table write_intent drop column reply;
alter table write_brake drop column reason;
alter table lane drop column reason;
alter table model_check drop column reason;

drop function pg_temp.reason_of(text, text);
