import type { Db } from "../database.ts";

/** How long an entry is kept at least: no setting goes below it. */
export const minAuditDays = 90;

/** Drops entries older than `keepDays`, the oldest first, at most `limit` of them. Returns how many. */
export async function dropOldAudit(
  db: Db,
  { keepDays, limit }: { keepDays: number; limit: number },
): Promise<number> {
  const [row] = await db.query<{ dropped: number }>(
    "select drop_audit(now() - $1::int * interval '1 day', $2) as dropped",
    [keepDays, limit],
  );
  return row?.dropped ?? 0;
}
