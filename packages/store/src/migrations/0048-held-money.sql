-- Of what a record cost its backfill: what is held for calls whose outcome nobody knows.
alter table backfill_record add column held_nano_usd bigint not null default 0;
update backfill_record as member set held_nano_usd = held.amount
from (
  select work_id, run, sum(reserved_nano_usd) as amount from model_call cross join unnest(wanted_by) as run
  where cost_nano_usd is null and work_id is not null group by 1, 2
) as held
where member.backfill_id = held.run and member.work_id = held.work_id and member.state = 'ended';
