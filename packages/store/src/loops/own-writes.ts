import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** One row of work, as a change names it. */
export interface WorkRef {
  ref: RecordRef;
  enrichment: string;
}

/** When the last writes for one row of work were under way, the oldest first. */
export interface OwnWrites extends WorkRef {
  writes: { openedMs: number; settledMs: number }[];
}

/** The last writes that were carried out for each of these, at most `limit` of each, none older than a day. */
export async function findOwnWrites(
  db: Db,
  asked: readonly WorkRef[],
  limit: number,
): Promise<OwnWrites[]> {
  const rows = await db.query<{ key: string; openedMs: number; settledMs: number }>(
    `select asked.key, own.opened_ms as "openedMs", own.settled_ms as "settledMs"
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
       as asked (key, connection, object, record_id, enrichment)
     join work using (connection, object, record_id, enrichment)
     cross join lateral (
       select extract(epoch from min(opened_at))::float8 * 1000 as opened_ms,
         extract(epoch from max(settled_at))::float8 * 1000 as settled_ms
       from write_intent
       where work_id = work.id and state = 'settled' and opened_at > now() - interval '1 day'
       group by generation order by generation desc limit $6
     ) as own
     order by own.opened_ms`,
    [
      ...columns(
        asked.map((one) => ({ ...one.ref, ...one, key: keyOf(one) })),
        ["key", "connection", "object", "id", "enrichment"],
      ),
      limit,
    ],
  );
  const found = Map.groupBy(rows, ({ key }) => key);
  return asked.map((one) => ({
    ...one,
    writes: (found.get(keyOf(one)) ?? []).map(({ openedMs, settledMs }) => ({
      openedMs,
      settledMs,
    })),
  }));
}

function keyOf({ ref, enrichment }: WorkRef): string {
  return `${recordKey(ref)}/${enrichment}`;
}
