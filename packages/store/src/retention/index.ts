import type { Db } from "../database.ts";

export { dropOldSourceReads } from "../backfills/source-reads.ts";
export { dropOldCaptures } from "../captures/captures.ts";
export { dropOldOrderedReads, dropOldReplays } from "../dead-letters/retention.ts";

export interface Retention {
  keepDays: number;
  /** The most rows of one statement. */
  limit: number;
}

/**
 * Drops the calls of a time past, by whole days of UTC, so that a bill can be compared with each day that
 * is left. One whose cost is not known stays, and stays charged. Returns how many.
 */
export async function dropOldCalls(db: Db, { keepDays, limit }: Retention): Promise<number> {
  const dropped = await db.query(
    `delete from model_call where (call_id, attempt) in (
       select call_id, attempt from model_call
       where started_at < date_trunc('day', now(), 'utc') - $1::int * interval '1 day'
         and (cost_nano_usd is not null or released_at is not null)
       limit $2)
     returning 1`,
    [keepDays, limit],
  );
  return dropped.length;
}

/** Drops what days and months that are over have cost a record. Returns how many rows. */
export async function dropOldRecordBudgets(db: Db, limit: number): Promise<number> {
  const dropped = await db.query(
    `delete from budget where scope in (
       select scope from budget
       where subject = 'record' and starts_on + case period when 'day' then interval '1 day'
         when 'month' then interval '1 month' end < now() - interval '1 day'
       limit $1)
     returning 1`,
    [limit],
  );
  return dropped.length;
}

/**
 * Drops the intents that were closed before a time past: no undo goes further back. They are looked for
 * among the oldest alone. Returns how many.
 */
export async function dropOldIntents(db: Db, { keepDays, limit }: Retention): Promise<number> {
  const dropped = await db.query(
    `delete from write_intent where id in (
       select id from (select id, state, settled_at from write_intent order by id limit $2) as oldest
       where state <> 'open' and settled_at < now() - $1::int * interval '1 day')
     returning 1`,
    [keepDays, limit],
  );
  return dropped.length;
}
