import type { CallLimit, ToldLimit, WriteSafety } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** What a connection's CRM takes, and how many calls of its day are used. What is absent is not known. */
export interface ConnectionTerms {
  connection: string;
  maxWriteBatch: number;
  /** As the CRM's last reply said; null while none has. */
  quotaUsed: number | null;
  quotaLimit: number | null;
  /** How much of the day is left to other integrations. */
  quotaFloorPercent?: number | null;
  /** How its fields are written, unless their definition says otherwise. */
  writes?: WriteSafety | null;
  /** From how many answers of backfills on they are written by a job of the CRM's own; null: never. */
  jobsFrom?: number | null;
  /** What its writes take in calls. */
  writeCalls?: WriteCalls | null;
  /** Those that we keep within. */
  limits?: readonly CallLimit[] | null;
  /** As the CRM's replies said. */
  toldLimits?: readonly ToldLimit[] | null;
}

/** Calls to the CRM for each batch, with the read before it, and for each record in it. */
export interface WriteCalls {
  batch: number;
  record: number;
  /** Of backfills, where they are written by jobs of the CRM's own. */
  job: WriteJobCalls | null;
}

export interface WriteJobCalls {
  leastRows: number;
  mostRows: number;
  /** Besides the reads before it. */
  calls: { atLeast: number; likely: number; atMost: number };
  rowsARead: number;
}

export interface SeenConnectionTerms extends Required<ConnectionTerms> {
  seenAt: Date;
  toldAt: Date | null;
}

const seenSql = `select connection, max_write_batch as "maxWriteBatch", quota_used::float8 as "quotaUsed",
  quota_limit::float8 as "quotaLimit", quota_floor_percent as "quotaFloorPercent", seen_at as "seenAt",
  writes, jobs_from as "jobsFrom", write_calls as "writeCalls", limits, told_limits as "toldLimits", told_at as "toldAt" from connection_terms`;

/** What is not known again stays as it was last seen. */
export async function keepConnectionTerms(
  db: Db,
  terms: readonly ConnectionTerms[],
): Promise<void> {
  await db.query(
    `insert into connection_terms as known (connection, max_write_batch, quota_used, quota_limit, quota_floor_percent,
       writes, jobs_from, limits, told_limits, write_calls, told_at)
     select *, case when told_limits is not null then now() end
     from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::text[], $7::int[], $8::jsonb[],
       $9::jsonb[], $10::jsonb[]) as t (connection, max_write_batch, quota_used, quota_limit, quota_floor_percent, writes,
       jobs_from, limits, told_limits, write_calls)
     on conflict (connection) do update set max_write_batch = excluded.max_write_batch,
       quota_used = coalesce(excluded.quota_used, known.quota_used),
       quota_limit = coalesce(excluded.quota_limit, known.quota_limit),
       quota_floor_percent = coalesce(excluded.quota_floor_percent, known.quota_floor_percent),
       writes = coalesce(excluded.writes, known.writes),
       jobs_from = case when excluded.writes is null then known.jobs_from else excluded.jobs_from end,
       limits = coalesce(excluded.limits, known.limits),
       write_calls = coalesce(excluded.write_calls, known.write_calls),
       told_limits = coalesce(excluded.told_limits, known.told_limits),
       told_at = coalesce(excluded.told_at, known.told_at),
       seen_at = case when excluded.quota_used is null then known.seen_at else now() end`,
    columns(
      terms.map(({ limits, toldLimits, writeCalls, ...one }) => ({
        ...{ quotaFloorPercent: null, writes: null, jobsFrom: null, ...one },
        limits: limits ? storableJson(limits) : null,
        toldLimits: toldLimits ? storableJson(toldLimits) : null,
        writeCalls: writeCalls ? storableJson(writeCalls) : null,
      })),
      [
        ...([
          "connection",
          "maxWriteBatch",
          "quotaUsed",
          "quotaLimit",
          "quotaFloorPercent",
        ] as const),
        ...(["writes", "jobsFrom", "limits", "toldLimits", "writeCalls"] as const),
      ],
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
