import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** Batches of fast writes of one connection that took so long at most from the read to the CRM's reply. */
export interface WindowCount {
  connection: string;
  withinMs: number;
  batches: number;
}

export interface WriteWindow {
  connection: string;
  batches: number;
  /** So long half of them took at most, and 99 of 100. */
  p50Ms: number;
  p99Ms: number;
}

/** What is older tells nothing of the line as it is. */
export const windowDays = 7;

/** Adds to what is counted of today, and forgets what is past its days. */
export async function addWriteWindows(db: Db, counts: readonly WindowCount[]): Promise<void> {
  if (counts.length === 0) return;
  await db.query(
    `with past as (delete from write_window where day <= current_date - $4::int)
     insert into write_window as kept (connection, within_ms, batches)
     select * from unnest($1::text[], $2::int[], $3::bigint[])
     on conflict (connection, day, within_ms) do update set batches = kept.batches + excluded.batches`,
    [...columns(counts, ["connection", "withinMs", "batches"]), windowDays],
  );
}

/** Of the last days, by connection. */
export async function listWriteWindows(db: Pick<Db, "query">): Promise<WriteWindow[]> {
  return db.query(
    `with counted as (
       select connection, within_ms, sum(batches) as batches from write_window
       where day > current_date - $1::int group by 1, 2
     ), ranked as (
       select *, sum(batches) over (partition by connection order by within_ms) as up_to,
         sum(batches) over (partition by connection) as total
       from counted
     )
     select connection, max(total)::int as batches,
       min(within_ms) filter (where up_to >= total * 0.5) as "p50Ms",
       min(within_ms) filter (where up_to >= total * 0.99) as "p99Ms"
     from ranked group by connection order by connection`,
    [windowDays],
  );
}
