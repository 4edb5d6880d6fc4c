import type { Db } from "./database.ts";

export interface ClosedLane {
  name: string;
  closedUntil: Date;
  reason: string;
}

export async function listClosedLanes(db: Db): Promise<ClosedLane[]> {
  return db.query<ClosedLane>(
    `select name, closed_until as "closedUntil", reason from lane where closed_until > now()`,
  );
}

/**
 * Closes a lane for every process and takes back what was dispatched to it. Of the many calls that
 * find a provider away at once the first one closes; the others change nothing, unless they would
 * keep it closed for much longer. Returns how many rows went back to `ready`.
 */
export async function closeLane(
  db: Db,
  { lane, closeMs, reason }: { lane: string; closeMs: number; reason: string },
): Promise<number> {
  const rows = await db.query<{ count: number }>(
    `with closed as (
       insert into lane (name, closed_until, reason)
       values ($1, now() + $2 * interval '1 millisecond', $3)
       on conflict (name) do update
         set closed_until = excluded.closed_until, reason = excluded.reason, closed_at = now()
         where lane.closed_until < now() + $2 * interval '500 microseconds'
       returning 1
     ), returned as (
       update work set state = 'ready', lane = null, reason = $3
       where lane = $1 and state = 'dispatched' and exists (select 1 from closed)
       returning 1
     )
     select count(*)::int as count from returned`,
    [lane, closeMs, reason],
  );
  return rows[0]?.count ?? 0;
}
