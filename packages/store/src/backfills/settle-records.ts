import type { Db } from "../database.ts";
import { hasEnded } from "../wanting.ts";

/** It waits for an input that is hidden from us, perhaps for ever. */
const isHidden = "work.state = 'ready' and work.due_at = 'infinity'";

/** Nothing more is asked or written for the run, whatever goes on for others. */
const isOver = `case
  when ${hasEnded} or ${isHidden} then true
  when work.state in ('ready', 'dispatched') then not work.wanted_by @> array[$1::text]
  else not (coalesce(work.running_by @> array[$1::text], false) or work.wanted_by @> array[$1::text]) end`;

/** The generation whose end the work tells of was the run's too: claimed for it, or ended before anyone claimed it. */
const isLast = `(${hasEnded} or ${isHidden}) and case
  when work.running_generation is null or work.wanted_generation > work.running_generation then work.wanted_by @> array[$1::text]
  else work.running_by @> array[$1::text] end`;

const isWritten = `exists (select from write_intent as own
  where (own.record_id, own.connection, own.object) = (member.record_id, member.connection, member.object)
    and own.work_id = work.id and own.state = 'settled' and own.wanted_by @> array[$1::text])`;

/**
 * What was decided about the newest answer for the run. What then waited for a person is of no account: the
 * generation after it has taken its place.
 */
const newestDecision = `select generation, max(fingerprint) as fingerprint,
    case when bool_or(decision in ('low-confidence', 'cannot-be-written')) then 'superseded'
      when bool_or(decision = 'write') then 'previewed' else 'skipped' end as outcome,
    case when bool_or(decision in ('low-confidence', 'cannot-be-written', 'write')) then null
      when count(distinct reason_code) = 1 then min(reason_code) else 'nothing-to-write' end as reason_code
  from write_decision where work_id = work.id and wanted_by @> array[$1::text]
  group by generation order by generation desc limit 1`;

const answeredAs = `(select case
    when exists (select from jsonb_each(answer.outputs) as output where output.value ? 'rejected') then 'rejected'
    when exists (select from jsonb_each(answer.outputs) as output where output.value->>'value' is not null) then 'value'
    else 'abstained' end
  from answer where answer.fingerprint = over.fingerprint and replaced_at is null and answer.state = 'answered')`;

/**
 * Records how what was under way ended for this run, and what it cost it, and adds that up. A record that is
 * edited meanwhile is asked about again for others: what becomes of that is not the run's.
 */
export async function settleRecords(tx: Db, id: string): Promise<void> {
  await tx.query(
    `with over as (
       select ordinal, work.id as work_id, ${isWritten} as is_written,
         case when is_last then work.running_generation else decided.generation end as generation,
         case when is_last then case when work.answered_at >= member.sent_at then work.fingerprint end
           else decided.fingerprint end as fingerprint,
         case when not is_last then coalesce(decided.outcome, case when is_stopped then 'skipped' else 'superseded' end)
           when work.state = 'ready' then 'skipped' else work.state end as outcome,
         case when not is_last then coalesce(decided.reason_code, case when is_stopped then 'not-wanted' end)
           when work.state = 'ready' then 'input-hidden' else work.reason_code end as reason_code
       from backfill_record as member join work on work.id = member.work_id
       cross join lateral (select ${isLast} as is_last,
         (select backfill.state = 'cancelled' from backfill where backfill.id = $1) as is_stopped) as how
       left join lateral (${newestDecision}) as decided on not is_last
       where backfill_id = $1 and member.state = 'sent' and ${isOver}
     ), settled as (
       update backfill_record as member set state = 'ended', ended_at = now(), generation = over.generation,
         outcome = case when is_written then 'written' else over.outcome end,
         reason_code = case when not is_written then over.reason_code end,
         answered_as = ${answeredAs},
         (spent_nano_usd, held_nano_usd) = (
           select coalesce(sum(coalesce(cost_nano_usd, reserved_nano_usd)), 0),
             coalesce(sum(reserved_nano_usd) filter (where cost_nano_usd is null), 0)
           from model_call where model_call.work_id = over.work_id and model_call.wanted_by @> array[$1::text])
       from over
       where backfill_id = $1 and member.ordinal = over.ordinal and member.state = 'sent'
       returning member.answered_as, member.spent_nano_usd
     )
     update backfill set answered = backfill.answered + sums.answered, rejected = backfill.rejected + sums.rejected,
       spent_nano_usd = backfill.spent_nano_usd + sums.spent
     from (
       select count(answered_as) as answered, count(*) filter (where answered_as = 'rejected') as rejected,
         sum(spent_nano_usd) as spent
       from settled having count(*) > 0
     ) as sums
     where id = $1`,
    [id],
  );
}
