-- A value that our checks rejected is told apart from an abstention, by what they found wrong with it.
create function pg_temp.problems_of(said text) returns jsonb language sql immutable
return to_jsonb(string_to_array(substr(said, length('rejected: ') + 1), '; '));

update answer set outputs = (
  select jsonb_object_agg(name, case
    when output->>'blankReason' like 'rejected: %'
      then output - 'blankReason' || jsonb_build_object('rejected', pg_temp.problems_of(output->>'blankReason'))
    when output->>'blankReason' = 'the model abstained' then output - 'blankReason'
    else output end)
  from jsonb_each(outputs) as each (name, output))
where outputs::text like '%"blankReason"%';

update write_decision set decision = 'rejected', reason_code = 'rejected',
  reason_detail = jsonb_build_object('problems', pg_temp.problems_of(reason_detail->>'said'))
where decision = 'abstained' and reason_detail->>'said' like 'rejected: %';
update write_decision set reason_detail = null
where decision = 'abstained' and reason_detail->>'said' = 'the model abstained';

-- Work that ended so: all of its outputs were rejected, or some.
update work set reason_code = ended.code, reason_detail = ended.detail
from (
  select work.id,
    case when bool_and(decision = 'rejected') then 'rejected' else 'nothing-to-write' end as code,
    case when bool_and(decision = 'rejected') then null
      else jsonb_build_object('decisions', jsonb_agg(distinct decision)) end as detail
  from work join write_decision as d on d.work_id = work.id and d.generation = work.running_generation
  where work.state = 'skipped' and work.reason_code in ('abstained', 'nothing-to-write')
  group by work.id
  having bool_or(decision = 'rejected')
) as ended
where work.id = ended.id;
