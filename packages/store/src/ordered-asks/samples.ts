import type { RecordRef } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import { askColumns, type OrderedAsk } from "./find-asks.ts";

/**
 * Records of a backfill that are neither under way nor in its sample yet: at random over all of its members,
 * and where that finds too few, the next in their order, which is at random too.
 */
export async function pickSample(
  db: Db,
  { backfillId, size }: { backfillId: string; size: number },
): Promise<RecordRef[]> {
  return db.query(
    `with picked as (
       select floor(random() * (
         select max(ordinal) + 1 from backfill_record where backfill_id = $1))::int as ordinal
       from generate_series(1, 4 * $2)
     ), candidate as (
       select distinct ordinal, 0 as turn from picked
       union all
       (select ordinal, 1 from backfill_record where backfill_id = $1 and state = 'waiting'
        order by ordinal limit 4 * $2 + $3)
     )
     select connection, object, record_id as id from (
       select member.*, min(turn) as turn
       from candidate cross join lateral (
         select connection, object, record_id, ordinal from backfill_record
         where backfill_id = $1 and backfill_record.ordinal = candidate.ordinal and state = 'waiting'
       ) as member
       group by connection, object, record_id, member.ordinal
     ) as member
     where exists (
         select from record where not deleted
           and (record.record_id, record.connection, record.object)
             = (member.record_id, member.connection, member.object))
       and not exists (
         select from ordered_ask where backfill_id = $1
           and (ordered_ask.record_id, ordered_ask.connection, ordered_ask.object)
             = (member.record_id, member.connection, member.object))
     order by turn, random() limit $2`,
    [backfillId, size, mostSampled],
  );
}

/** The most members of one sample. */
export const mostSampled = 50;

/** Of one backfill, in the order in which they were ordered. */
export async function listSample(db: Pick<Db, "query">, backfillId: string): Promise<OrderedAsk[]> {
  return db.query(
    `select ${askColumns} from ordered_ask where backfill_id = $1 order by ordered_at, id`,
    [backfillId],
  );
}

/** Of a backfill's sample, those that have not ended. */
export async function listOpenSample(db: Pick<Db, "query">, backfillId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    "select id from ordered_ask where backfill_id = $1 and ended_at is null",
    [backfillId],
  );
  return rows.map(({ id }) => id);
}
