import type { Db } from "../database.ts";

/** What people look at that changes by itself. */
export type Area = "line" | "orders" | "holds" | "replays" | "backfills" | "asks" | "notices";

/**
 * The last ids together: ids are given before their rows are committed, so that a row can appear below the last one.
 */
const ends = (table: string) =>
  `(select sum(id) from (select id from ${table} order by id desc limit 100) as newest)`;

/** A text for each area that is another one once something in it has changed. Reads the ends of indexes alone. */
export async function findMarks(reader: Pick<Db, "query">): Promise<Record<Area, string>> {
  const [marks] = await reader.query<Record<Area, string>>(
    `select
       concat_ws(' ', ${ends("write_decision")}, ${ends("answer")}) as line,
       concat(${ends("audit")}) as orders,
       concat((select epoch from hold_epoch)) as holds,
       concat(${ends("notice")}) as notices,
       concat((select max(ended_at) from backfill), (
         select string_agg(concat_ws(' ', id, state, step, next_at), ' ' order by id) from backfill
         where state in ('created', 'running', 'resting', 'paused'))) as backfills,
       concat_ws(' ', (select max(expires_at) from ordered_ask), (
         select count(*) from ordered_ask where state = 'waiting'), (
         select string_agg(concat_ws(' ', id, revision), ' ' order by id) from ordered_ask
         where state = 'asking'), (
         select string_agg(concat_ws(' ', id, state, pages, job->>'state'), ' ' order by id) from source_read
         where state in ('waiting', 'settling'))) as asks,
       concat((select string_agg(id || state, ' ' order by id) from replay where state in ('trying', 'going'))) as replays`,
  );
  return (
    marks ?? { line: "", orders: "", holds: "", replays: "", backfills: "", asks: "", notices: "" }
  );
}
