import { allowedSql } from "../budget-specs.ts";
import type { Db } from "../database.ts";

/** Something that is in a state of which people are told. What is as it should be is not listed. */
export interface NoticeTopic {
  /** Which one, such as `budget/total`. */
  topic: string;
  kind: "budget" | "model" | "reviews" | "replay" | "backfill" | "parked";
  state: string;
  /** The name of whoever asked for it; null for what is everybody's. */
  askedBy: string | null;
  /** What the sentence about it says besides. */
  detail: Readonly<Record<string, unknown>>;
}

// Of the many short rests of a vendor nobody needs to hear.
const restSeconds = 30;

/**
 * The name of who paused or cancelled a backfill. Whoever does that to their own need not hear of it, unless it
 * was told of before: silence would say that it goes on.
 */
const doneBy = `case backfill.state
  when 'paused' then (select held_by from hold where scope = 'backfill' and target = backfill.id)
  when 'cancelled' then (select actor_name from audit
    where order_name = 'backfills.cancel' and subject = 'backfills/' || backfill.id order by at desc, id desc limit 1)
  end`;

/** The name of who paused a replay; null of one that paused itself since somebody last ordered anything of it. */
const replayPausedBy = `(select case order_name when 'dead-letters.pause' then actor_name end from audit
  where order_name in ('dead-letters.replay', 'dead-letters.pause', 'dead-letters.resume')
    and subject = 'replays/' || replay.id order by at desc, id desc limit 1)`;

/** Everything that is in such a state now; of what has ended for good, only what nobody was told yet. */
export async function findTopics(db: Db): Promise<NoticeTopic[]> {
  return db.query<NoticeTopic>(
    `select topic, kind, state, asked_by as "askedBy", detail from (
       select 'budget/' || scope as topic, 'budget' as kind,
         case when share >= 1 then '100' when share >= 0.8 then '80' else '50' end as state,
         null as asked_by, jsonb_build_object('scope', scope) as detail
       from (
         select budget.scope, charged_nano_usd::float8 / nullif(allowed.limit_nano_usd, 0)::float8 as share
         from budget join (${allowedSql("budget")}) as allowed using (scope)
         where budget.subject <> 'record' and (budget.starts_on is null
           or budget.starts_on = date_trunc(budget.period, now() at time zone 'utc')::date)
       ) as spent where share >= 0.5
       union all
       select 'model/' || name, 'model', 'closed', null,
         jsonb_build_object('model', name, 'reasonCode', reason_code)
       from lane
       where (closed_until > now() or needs_check) and closed_at < now() - interval '${restSeconds} seconds'
       union all
       select 'reviews/' || connection, 'reviews', 'waiting', null,
         jsonb_build_object('connection', connection)
       from (select distinct connection from connection_cursor) as known
       where exists (select from review where review.connection = known.connection and closed_at is null)
       union all
       select 'replay/' || id, 'replay', state, ordered_by, jsonb_build_object('replay', id, 'by', ${replayPausedBy})
       from replay where ended_at is null and state in ('tried', 'paused')
       union all
       select 'parked/' || split_part(target, '/', 1), 'parked', count(*)::text, null,
         jsonb_build_object('connection', split_part(target, '/', 1))
       from hold where scope = 'record' and held_by = 'fieldwork' group by split_part(target, '/', 1)
       union all
       select 'backfill/' || id, 'backfill', case state when 'resting' then 'resting/' || step else state end,
         ordered_by, jsonb_build_object('backfill', id, 'step', step, 'restUntil', rest_until, 'stoppedBy', stopped_by,
           'by', ${doneBy})
       from backfill
       where state = 'resting' and rest_until > now()
         or state = 'paused' and (stopped_by is not null or ${doneBy} <> ordered_by or exists (
           select from notice_topic as told where told.topic = 'backfill/' || backfill.id))
         or state in ('finished', 'cancelled') and ended_at > now() - interval '1 day' and not exists (
           select from notice_topic as told where told.topic = 'backfill/' || backfill.id and told.state = backfill.state)
     ) as topic order by topic`,
  );
}
