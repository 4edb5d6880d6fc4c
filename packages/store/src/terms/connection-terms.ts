import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** What a connection's CRM takes in one call, and how many calls of its day are used. */
export interface ConnectionTerms {
  connection: string;
  maxWriteBatch: number;
  /** As the CRM's last reply said; null while none has. */
  quotaUsed: number | null;
  quotaLimit: number | null;
  /** How much of the day is left to other integrations; null: not known. */
  quotaFloorPercent?: number | null;
}

export interface SeenConnectionTerms extends ConnectionTerms {
  seenAt: Date;
}

const seenSql = `select connection, max_write_batch as "maxWriteBatch", quota_used::float8 as "quotaUsed",
  quota_limit::float8 as "quotaLimit", quota_floor_percent as "quotaFloorPercent", seen_at as "seenAt" from connection_terms`;

/** What is not known again stays as it was last seen. */
export async function keepConnectionTerms(
  db: Db,
  terms: readonly ConnectionTerms[],
): Promise<void> {
  await db.query(
    `insert into connection_terms as known (connection, max_write_batch, quota_used, quota_limit, quota_floor_percent)
     select * from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::int[])
     on conflict (connection) do update set max_write_batch = excluded.max_write_batch,
       quota_used = coalesce(excluded.quota_used, known.quota_used),
       quota_limit = coalesce(excluded.quota_limit, known.quota_limit),
       quota_floor_percent = coalesce(excluded.quota_floor_percent, known.quota_floor_percent),
       seen_at = case when excluded.quota_used is null then known.seen_at else now() end`,
    columns(
      terms.map((one) => ({ quotaFloorPercent: null, ...one })),
      ["connection", "maxWriteBatch", "quotaUsed", "quotaLimit", "quotaFloorPercent"],
    ),
  );
}

export async function findConnectionTerms(
  db: Pick<Db, "query">,
  connection: string,
): Promise<SeenConnectionTerms | undefined> {
  const [row] = await db.query<SeenConnectionTerms>(`${seenSql} where connection = $1`, [
    connection,
  ]);
  return row;
}

export async function listConnectionTerms(db: Pick<Db, "query">): Promise<SeenConnectionTerms[]> {
  return db.query(`${seenSql} order by connection`);
}
