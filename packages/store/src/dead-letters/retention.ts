import type { Db } from "../database.ts";

/** How long what became of a replay is kept. */
const keepFor = "interval '90 days'";

/** Drops replays that ended before a time past, with their members. Returns how many. */
export async function dropOldReplays(db: Db, limit: number): Promise<number> {
  const dropped = await db.query(
    `delete from replay where id in (
       select id from replay where ended_at < now() - ${keepFor} order by ended_at limit $1)
     returning 1`,
    [limit],
  );
  return dropped.length;
}

/**
 * Drops orders to read a record that were carried out before a time past, unless a replay that has not
 * ended still looks at them. Returns how many.
 */
export async function dropOldOrderedReads(db: Db, limit: number): Promise<number> {
  const dropped = await db.query(
    `delete from ordered_read where (record_id, connection, object) in (
       select record_id, connection, object from ordered_read as asked
       where ordered_at < now() - ${keepFor} and (read_at is not null or reason is not null)
         and not exists (
           select from replay_member as member join replay on replay.id = replay_id
           where replay.ended_at is null and member.record_id = asked.record_id
             and member.connection = asked.connection and member.object = asked.object)
       limit $1)
     returning 1`,
    [limit],
  );
  return dropped.length;
}
