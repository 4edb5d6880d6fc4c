import type { Db } from "../database.ts";
import type { OverdueGroup } from "../reading/freshness.ts";

const minutes = 5;
const mostCounted = 20_000;

/** Records that ended in the last minutes, or since the start if that was later. */
export async function countLately(
  db: Pick<Db, "query">,
  id: string,
): Promise<{ ended: number; minutes: number }> {
  const [row] = await db.query<{ ended: number; minutes: number | null }>(
    `select (select count(*) from (
         select ended_at from backfill_record where backfill_id = $1 and state = 'ended'
         order by ordinal desc limit ${mostCounted}
       ) as last where ended_at > now() - interval '${minutes} minutes')::int as ended,
       least(${minutes}, extract(epoch from now() - started_at) / 60)::float8 as minutes
     from backfill where id = $1`,
    [id],
  );
  return { ended: row?.ended ?? 0, minutes: row?.minutes ?? 0 };
}

const mostCharted = 100_000;

/** How many records ended in each minute of the last half hour; minutes without any are left out. */
export async function countByMinute(
  db: Pick<Db, "query">,
  id: string,
): Promise<{ at: Date; ended: number }[]> {
  return db.query(
    `select date_trunc('minute', ended_at) as at, count(*)::int as ended from (
       select ended_at from backfill_record where backfill_id = $1 and state = 'ended'
       order by ordinal desc limit ${mostCharted}
     ) as last where ended_at > now() - interval '30 minutes' group by 1 order by 1`,
    [id],
  );
}

/** How many records each step of the ramp takes, and how many of these have ended. */
export async function countSteps(
  db: Pick<Db, "query">,
  id: string,
): Promise<{ step: number; records: number; ended: number }[]> {
  return db.query(
    `select step, count(*)::int as records, (count(*) filter (where state = 'ended'))::int as ended
     from backfill_record where backfill_id = $1 group by step order by step`,
    [id],
  );
}

/** What is under way, by where it waits and why. */
export async function findUnderWay(
  db: Pick<Db, "query">,
  id: string,
): Promise<Omit<OverdueGroup, "enrichment">[]> {
  return db.query(
    `select work.state, work.reason_code as "reasonCode", work.connection, count(*)::int as count
     from backfill_record as member join work on work.id = member.work_id
     where backfill_id = $1 and member.state = 'sent' and work.state <> 'review'
     group by 1, 2, 3 order by count(*) desc, 1, 2, 3`,
    [id],
  );
}
