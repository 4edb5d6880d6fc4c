import type { WakeUp, WorkClass } from "@fieldwork/contracts";
import type { Db } from "./database.ts";
import { isHeldSql } from "./holds/hold-sql.ts";
import { isUnwantedOnRelease, isUnwantedOrder, wantersOnRelease } from "./wanting.ts";
import { unwantedSql } from "./what-stood.ts";

/** The wake-ups that a lane has been given and that nobody has claimed yet. */
export interface Dispatched {
  count: number;
  /** How long the oldest waits. */
  oldestMs: number;
}

export async function findDispatched(db: Db): Promise<ReadonlyMap<string, Dispatched>> {
  const rows = await db.query<Dispatched & { lane: string }>(
    `select lane, count(*)::int as count,
       (extract(epoch from now() - min(dispatched_at)) * 1000)::float8 as "oldestMs"
     from work where state = 'dispatched' group by lane`,
    [],
  );
  return new Map(rows.map(({ lane, ...dispatched }) => [lane, dispatched]));
}

export interface TakeReady {
  lane: string;
  enrichments: readonly string[];
  limit: number;
  /** Of these each class has so many; what one does not use goes to the other. */
  places: Readonly<Record<WorkClass, number>>;
}

export interface TakenWakeUp extends WakeUp {
  class: WorkClass;
}

/**
 * Takes up to `limit` due rows for a lane, of each class the oldest first. Rows that wait for
 * another record's call with the same fingerprint stay until it is answered or its lease ends; those that a
 * person holds, until the hold is lifted. Safe with any number of dispatchers. The index gives the first of
 * each enrichment and class, so that a long backlog costs no more than a short one.
 */
export async function takeReady(
  db: Db,
  { lane, enrichments, limit, places }: TakeReady,
): Promise<TakenWakeUp[]> {
  const rows = await db.query<{
    id: string;
    class: WorkClass;
    generation: number;
    traceparent: string | null;
  }>(
    `with oldest as (
       select first.* from unnest($2::text[]) as wanted (enrichment)
       cross join (values ('live'), ('backfill')) as kind (class)
       cross join lateral (
         select id, class, due_at from work
         where state = 'ready' and enrichment = wanted.enrichment and class = kind.class and due_at <= now()
           and (waits_for is null or not exists (
             select 1 from answer
             where fingerprint = work.waits_for and replaced_at is null and state = 'asking' and lease_until > now()))
           and not ${isHeldSql("work")}
         order by due_at, id
         limit $3
       ) as first
     ), placed as (
       select id, class, due_at,
         row_number() over (partition by class order by due_at, id)
           > case class when 'live' then $4::int else $5::int end as is_beyond_share
       from oldest
     ), next as (
       select id from work
       where state = 'ready' and id = any(array(
         select id from placed order by is_beyond_share, class = 'backfill', due_at, id limit $3))
       for update skip locked
     )
     update work set state = 'dispatched', lane = $1, dispatched_at = now(),
       reason_code = null, reason_detail = null
     from next where work.id = next.id
     returning work.id, work.class, work.wanted_generation as generation, work.traceparent`,
    [lane, enrichments, limit, places.live, places.backfill],
  );
  return rows.map(({ id, class: workClass, generation, traceparent }) => ({
    workId: id,
    class: workClass,
    generation,
    ...(traceparent !== null && { traceparent }),
  }));
}

/** The wake-ups that a lane was given this long ago and that nobody has claimed. */
export interface OverdueWakeUps {
  lane: string;
  olderThanMs: number;
  limit: number;
}

const overdueSql = `select id from work
  where state = 'dispatched' and lane = $1 and dispatched_at < now() - $2 * interval '1 millisecond'
  order by dispatched_at limit $3 for update skip locked`;

/** Those to send again, because the queue may have lost them. */
export async function listOverdueWakeUps(
  db: Db,
  { lane, olderThanMs, limit }: OverdueWakeUps,
): Promise<WakeUp[]> {
  const rows = await db.query<{ id: string; generation: number }>(
    `with overdue as (${overdueSql})
     update work set dispatched_at = now() from overdue where work.id = overdue.id
     returning work.id, work.wanted_generation as generation`,
    [lane, olderThanMs, limit],
  );
  return rows.map(({ id, generation }) => ({ workId: id, generation }));
}

/**
 * Takes their rows back to `ready`, for a lane that nobody may be working on. Should such a wake-up
 * arrive after all, its row is claimed once, whichever lane it has been given to since. Returns how many.
 */
export async function takeBackOverdue(
  db: Db,
  { lane, olderThanMs, limit }: OverdueWakeUps,
): Promise<number> {
  const rows = await db.query(
    `with overdue as (${overdueSql})
     update work set state = 'ready', lane = null
     from overdue where work.id = overdue.id returning 1`,
    [lane, olderThanMs, limit],
  );
  return rows.length;
}

/** Ends what waits to be asked by an enrichment that is released no longer: nobody asks it. Returns how many. */
export async function endUndefined(db: Db, limit: number): Promise<number> {
  const rows = await db.query(
    `with retired as (select name from definition group by name having not bool_or(is_current)),
     undefined as (
       select waiting.id from retired cross join lateral (
         select id from work where state = 'ready' and enrichment = retired.name
         limit $1 for update skip locked) as waiting)
     update work set state = 'skipped', reason_code = 'enrichment-undefined',
       reason_detail = jsonb_build_object('enrichment', enrichment), waits_for = null, settled_at = now()
     from undefined where work.id = undefined.id returning 1`,
    [limit],
  );
  return rows.length;
}

/**
 * Gives back the rows whose holder did not renew its lease: `asking` becomes `ready`, `writing`
 * becomes `answered`; what nobody wants any longer ends. What the holder still does is refused by its token.
 */
export async function returnLapsed(db: Db): Promise<{ asking: number; writing: number }> {
  const ends = `lapsed.state = 'asking' and ${isUnwantedOnRelease}`;
  const rows = await db.query<{ was: "asking" | "writing" }>(
    `with lapsed as (
       select id, state from work
       where state in ('asking', 'writing') and lease_until < now()
       for update skip locked
     ), orders as (
       update write_order set state = case when ${isUnwantedOrder} then 'refused' else 'waiting' end,
         reason_code = case when ${isUnwantedOrder} then 'not-wanted' else reason_code end,
         reason_detail = case when ${isUnwantedOrder} then null else reason_detail end,
         settled_at = case when ${isUnwantedOrder} then now() end, claim_token = null, lease_until = null
       where state = 'writing' and lease_until < now() returning 'writing' as was
     ), returned as (
     update work set
       ${unwantedSql(ends, {
         state: "case lapsed.state when 'writing' then 'answered' else 'ready' end",
         due_at: "now()",
         wanted_by: `case lapsed.state when 'asking' then ${wantersOnRelease} else work.wanted_by end`,
       })},
       claim_token = null, lease_until = null, lane = null
     from lapsed where work.id = lapsed.id
     returning lapsed.state as was
     )
     select was from returned union all select was from orders`,
  );
  const asking = rows.filter(({ was }) => was === "asking").length;
  return { asking, writing: rows.length - asking };
}
