import { allowedSql } from "../budget-specs.ts";
import { listLogLag } from "../terms/log-lag.ts";
import { askedLanesSql, atWorkSql } from "./lanes-at-work.ts";
import type { Reader } from "./reader.ts";

/** What changes from moment to moment, as it is now. */
export interface LineSample {
  lanes: { name: string; waiting: number; active: number }[];
  log: { topic: string; readBy: string; behind: number }[];
  /** That apply now, without those of records and of backfills that have ended; as text, since a number would lose digits. */
  budgets: { scope: string; limitNanoUsd: string; chargedNanoUsd: string }[];
}

const currentSql = `(
  select * from budget
  where (starts_on is null or starts_on = date_trunc(period, now() at time zone 'utc')::date)
    and subject <> 'record' and (subject <> 'backfill' or name in (
      select id from backfill where state in ('created', 'running', 'resting', 'paused'))))`;

/** Reads what is under way, the counts of the log and the rows of budgets, and no more. */
export async function takeLineSample(reader: Pick<Reader, "query">): Promise<LineSample> {
  const [lanes, log, budgets] = await Promise.all([
    reader.query<LineSample["lanes"][number]>(
      `select name, coalesce(waiting, 0) as waiting, coalesce(active, 0) as active
       from ${askedLanesSql} as asked full join (
         select lane as name, count(*) filter (where state = 'dispatched')::int as waiting,
           count(*) filter (where state = 'asking')::int as active
         from ${atWorkSql} as work group by lane
       ) as at_work using (name)
       order by name`,
    ),
    listLogLag(reader),
    reader.query<LineSample["budgets"][number]>(
      `select scope, allowed.limit_nano_usd::text as "limitNanoUsd", charged_nano_usd::text as "chargedNanoUsd"
       from ${currentSql} as budget join (${allowedSql(currentSql)}) as allowed using (scope)
       order by scope`,
    ),
  ]);
  return { lanes, log: log.map(({ seenAt: _, ...one }) => one), budgets };
}
