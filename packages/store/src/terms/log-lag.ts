import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** How many events of a topic a group has still to handle. */
export interface LogLag {
  topic: string;
  readBy: string;
  behind: number;
}

export async function keepLogLag(db: Db, lags: readonly LogLag[]): Promise<void> {
  await db.query(
    `insert into log_lag (topic, read_by, behind)
     select * from unnest($1::text[], $2::text[], $3::bigint[])
     on conflict (topic, read_by) do update set behind = excluded.behind, seen_at = now()`,
    columns(lags, ["topic", "readBy", "behind"]),
  );
}

export interface SeenLogLag extends LogLag {
  seenAt: Date;
}

export async function listLogLag(db: Pick<Db, "query">): Promise<SeenLogLag[]> {
  return db.query(
    `select topic, read_by as "readBy", behind::float8 as behind, seen_at as "seenAt"
     from log_lag order by topic, read_by`,
  );
}
