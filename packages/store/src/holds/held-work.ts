import type { Db } from "../database.ts";
import { heldDetailSql, isHeldSql } from "./hold-sql.ts";

/** For each enrichment and class, in one statement. */
const batch = 2000;

/** The rows of each enrichment and class that meet `condition`, in the order of the queue. */
function queueSql(select: string, condition: string): string {
  return `select queue.* from unnest($1::text[]) as wanted (enrichment)
    cross join (values ('live'), ('backfill')) as kind (class)
    cross join lateral (
      select ${select} from work
      where state = 'ready' and enrichment = wanted.enrichment and class = kind.class and ${condition}
      order by due_at, id limit ${batch}
    ) as queue`;
}

/**
 * Postpones held rows at the front of the queue, so that rows behind them are found quickly. Returns
 * whether there may be more.
 */
export async function putOffHeld(db: Db, enrichments: readonly string[]): Promise<boolean> {
  const rows = await db.query(
    `with front as (
       ${queueSql(`id, ${isHeldSql("work")} as is_held`, "due_at <= now()")}
     ), next as (
       select id from work where state = 'ready' and id in (select id from front where is_held)
       for update skip locked
     )
     update work set due_at = now() + interval '1 day', reason_code = 'held',
       reason_detail = ${heldDetailSql("work")}
     from next where work.id = next.id and ${isHeldSql("work")}
     returning 1`,
    [enrichments],
  );
  return rows.length >= batch;
}

/** Makes postponed rows due again that nobody holds any more. Returns whether there may be more. */
export async function takeUpHeld(db: Db, enrichments: readonly string[]): Promise<boolean> {
  const wasHeld = "due_at > now() and due_at < 'infinity' and reason_code = 'held'";
  const rows = await db.query(
    `with lifted as (
       ${queueSql("id", `${wasHeld} and not ${isHeldSql("work")}`)}
     ), next as (
       select id from work where state = 'ready' and id in (select id from lifted) for update skip locked
     )
     update work set due_at = now(), reason_code = null, reason_detail = null
     from next where work.id = next.id
     returning 1`,
    [enrichments],
  );
  return rows.length >= batch;
}
