import type { Wanter } from "@fieldwork/contracts";
import type { Db } from "./database.ts";
import { wantSql } from "./wanting.ts";

export interface Refresh {
  enrichment: string;
  /** Who wants it: has a budget and holds of its own, as a backfill has. */
  wanter: Exclude<Wanter, "live">;
  /** What ended longer ago is wanted again. */
  afterMs: number;
  /** The most rows of one sweep; none while as many still wait from the ones before. */
  limit: number;
}

/** What ended with a value in its fields: written, or standing there already when it was looked at last. */
const ends = [
  "state = 'written'",
  "state = 'superseded'",
  `state = 'skipped' and reason_code in ('value-stands', 'nothing-to-write')
     and (reason_code = 'value-stands' or reason_detail->'decisions' ? 'unchanged')`,
];

/** Each by an index of its own. */
const oldSql = ends
  .map(
    (end) => `select * from (
         select connection, object, record_id, enrichment, wanted_hash, vendor_at, traceparent
         from work
         where state in ('written', 'previewed', 'skipped', 'superseded', 'dead', 'review')
           and ${end} and enrichment = $1
           and coalesce(settled_at, wanted_at) < now() - $3::float8 * interval '1 millisecond'
           and (select count from waiting) < $4
         order by coalesce(settled_at, wanted_at) limit $4
         for update skip locked
       ) as of_one_end`,
  )
  .join("\n       union all\n       ");

/**
 * Wants written values again that are older than they may be, the oldest first. The same question is not
 * paid for again: what may have changed is the definition, the context, or what the CRM holds. Returns how
 * many.
 */
export async function refreshDue(db: Db, refresh: Refresh): Promise<number> {
  const { enrichment, wanter, afterMs, limit } = refresh;
  const rows = await db.query(
    `with waiting as (
       select count(*) as count from (
         select from work where state = 'ready' and enrichment = $1 and class = 'backfill' limit $4) as ready
     ), old as (
       ${oldSql}
     ), due as (
       select connection, object, record_id, enrichment, wanted_hash as input_hash,
         array[$2]::text[] as wanted_by, 'ready' as state, null as reason_code,
         null::jsonb as reason_detail, now() as due_at, vendor_at, traceparent
       from old limit $4
     )
     ${wantSql("due")}
     returning 1`,
    [enrichment, wanter, afterMs, limit],
  );
  return rows.length;
}
