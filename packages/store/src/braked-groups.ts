import type { Db } from "./database.ts";
import { reasonColumns } from "./reasons.ts";
import type { BrakeOn, BrakeScope } from "./write-brakes.ts";

/** Puts refused work that ended in review into the group that waits under a brake. */
export async function joinGroup(
  tx: Db,
  {
    workIds,
    groupId,
    reason,
  }: { workIds: readonly string[] } & Pick<BrakeOn, "groupId" | "reason">,
): Promise<void> {
  const { reasonCode, reasonDetail } = reasonColumns(reason);
  await tx.query(
    `update work set group_id = $2, reason_code = $3, reason_detail = $4
     where id = any($1::bigint[]) and state = 'review'`,
    [workIds, groupId, reasonCode, reasonDetail],
  );
}

const inGroup = `work.connection = brake.connection and work.object = brake.object
  and work.enrichment = brake.enrichment and work.state = 'review' and work.group_id = brake.group_id`;

/**
 * Lets one of each due group through: one that was not refused lately, the oldest first. Returns how
 * many. `againMs`: the time of the next try, if this one leads to nothing.
 */
export async function takeTries(db: Db, { againMs }: { againMs: number }): Promise<number> {
  const rows = await db.query(
    `with brake as (
       select * from write_brake where group_id is not null and next_try_at <= now() for update skip locked
     ), chosen as (
       select brake.connection, brake.object, brake.enrichment, member.id
       from brake cross join lateral (
         select id from work where ${inGroup}
         order by setbacks @> jsonb_build_array(jsonb_build_object('workId', id::text)), settled_at, id limit 1
       ) as member
     ), marked as (
       update write_brake set try_work_id = chosen.id,
         next_try_at = now() + $1 * interval '1 millisecond'
       from chosen
       where (write_brake.connection, write_brake.object, write_brake.enrichment)
         = (chosen.connection, chosen.object, chosen.enrichment)
       returning chosen.id
     )
     update work set state = 'answered', group_id = null, due_at = now(), settled_at = null from marked
     where work.id = marked.id returning 1`,
    [againMs],
  );
  return rows.length;
}

/** Gives a whole group back to be written: all together, under the brake that held it. */
export async function releaseGroup(
  tx: Db,
  { connection, object }: BrakeScope,
  { enrichment, groupId }: { enrichment: string; groupId: string },
): Promise<number> {
  const rows = await tx.query(
    `update work set state = 'answered', group_id = null, due_at = now(), settled_at = null
     where connection = $1 and object = $2 and enrichment = $3 and state = 'review' and group_id = $4
     returning 1`,
    [connection, object, enrichment, groupId],
  );
  return rows.length;
}
