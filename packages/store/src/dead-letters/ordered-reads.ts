import type { ObjectName, Reason, RecordRef } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** Has records read from their CRM, however often that was ordered before. */
export async function orderReads(db: Db, refs: readonly RecordRef[]): Promise<void> {
  await db.query(
    `insert into ordered_read (connection, object, record_id)
     select distinct * from unnest($1::text[], $2::text[], $3::text[]) as t (connection, object, record_id)
     on conflict (record_id, connection, object) do update set
       ordered_at = now(), lease_until = null, read_at = null, reason = null`,
    columns(refs, ["connection", "object", "id"]),
  );
}

/** Claims what is to be read for one connection; what its reader does not end in time, another takes. */
export async function claimOrderedReads(
  db: Db,
  { connection, limit, leaseMs }: { connection: string; limit: number; leaseMs: number },
): Promise<RecordRef[]> {
  return db.query(
    `with next as (
       select connection, object, record_id from ordered_read
       where read_at is null and reason is null and connection = $1
         and (lease_until is null or lease_until < now())
       order by ordered_at limit $2 for update skip locked
     )
     update ordered_read set lease_until = now() + $3 * interval '1 millisecond' from next
     where (ordered_read.record_id, ordered_read.connection, ordered_read.object)
       = (next.record_id, next.connection, next.object)
     returning ordered_read.connection, ordered_read.object, ordered_read.record_id as id`,
    [connection, limit, leaseMs],
  );
}

/** How a read that was ordered ended: published as read from then on, or not, and why. */
export interface OrderedReadEnd {
  id: string;
  readAt: string | null;
  reason: Reason | null;
}

export async function endOrderedReads(
  db: Db,
  { connection, object }: { connection: string; object: ObjectName },
  ends: readonly OrderedReadEnd[],
): Promise<void> {
  await db.query(
    `update ordered_read set read_at = ended.read_at, reason = ended.reason, lease_until = null
     from unnest($3::text[], $4::timestamptz[], $5::jsonb[]) as ended (record_id, read_at, reason)
     where ordered_read.connection = $1 and ordered_read.object = $2
       and ordered_read.record_id = ended.record_id`,
    [
      ...[connection, object],
      ...columns(
        ends.map((end) => ({ ...end, reason: end.reason && storableJson(end.reason) })),
        ["id", "readAt", "reason"],
      ),
    ],
  );
}
