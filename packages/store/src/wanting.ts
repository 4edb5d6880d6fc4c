import type { Wanter } from "@fieldwork/contracts";
import { liveWanter } from "@fieldwork/contracts";
import type { Database } from "./database.ts";
import { stoodSql, unwantedSql } from "./what-stood.ts";

const runs = "work.state in ('asking', 'answered', 'writing')";
const overtaken = "work.wanted_generation > work.running_generation";
/**
 * Planned from an older state of the record than what was wanted last: a backfill's page, while the live line planned
 * an edit. The newer state is what is wanted, by one more.
 */
const isOlder = "work.vendor_at > excluded.vendor_at";
const hash = `case when ${isOlder} then work.wanted_hash else excluded.wanted_hash end`;
const state = `case when ${isOlder} then 'ready' else excluded.state end`;
const unlessOlder = (value: string) => `case when not (${isOlder}) then ${value} end`;
/** What was wanted before and nobody has claimed yet. */
const waits = `(work.state in ('ready', 'dispatched') or (${runs} and ${overtaken}))`;
/** The same is wanted by one more: it waits on as before. */
const joins = `(${waits} and work.wanted_hash = ${hash} and ${state} = 'ready')`;

export const hasEnded =
  "work.state in ('written', 'previewed', 'skipped', 'superseded', 'dead', 'review')";

/** Both sets as one; the usual case, in which nobody is added, is cheap. */
function unionSql(one: string, other: string): string {
  return `case when ${one} @> ${other} then ${one}
    else array(select distinct unnest(${one} || ${other}) order by 1) end`;
}

/** What somebody holds is held for those who wanted it then: for one more it may go on. */
const isHeldForOthers =
  "(work.reason_code = 'held' and work.state = 'ready' and not work.wanted_by @> excluded.wanted_by)";

const wanters = `case when ${waits} then ${unionSql("work.wanted_by", "excluded.wanted_by")}
  else excluded.wanted_by end`;

/**
 * The one way in which work is wanted, whoever wants it: the live line, a backfill, a person who runs
 * it again. `source` has a row for each (record, enrichment) with connection, object, record_id,
 * enrichment, input_hash, wanted_by, state, reason_code, reason_detail, due_at, vendor_at and
 * traceparent.
 *
 * - What waits to be asked is asked once, for everyone who wants it by then.
 * - Work that is running goes on; its row wants the next generation.
 * - If a record was edited back to inputs that were already answered, before anyone asked, the row is
 *   `superseded`, unless a backfill wants it.
 */
export function wantSql(source: string): string {
  return `insert into work (connection, object, record_id, enrichment, wanted_hash, wanted_by, state,
      reason_code, reason_detail, vendor_at, traceparent, due_at, settled_at)
    select connection, object, record_id, enrichment, input_hash, wanted_by, state,
      reason_code, reason_detail, vendor_at, traceparent, due_at, case when state = 'skipped' then now() end
    from ${source}
    on conflict (connection, object, record_id, enrichment) do update set
      wanted_generation = work.wanted_generation + (not ${joins})::int,
      wanted_hash = ${hash},
      wanted_by = ${wanters},
      vendor_at = greatest(work.vendor_at, excluded.vendor_at),
      traceparent = excluded.traceparent,
      wanted_at = case when ${joins} then work.wanted_at else now() end,
      failures = case when ${joins} then work.failures else 0 end,
      stood = case when work.wanted_hash <> ${hash} then null when ${hasEnded} then ${stoodSql()} else work.stood end,
      died_under = null,
      superseded = work.superseded + (${waits} and not ${joins})::int,
      state = case
        when ${runs} or ${joins} then work.state
        when ${waits} and ${hash} = work.settled_hash
          and (${wanters}) = '{${liveWanter}}' then 'superseded'
        else ${state} end,
      -- What only waits to be written was not settled for good: edited back to it, it has to be written still.
      settled_hash = case when work.state in ('previewed', 'review') then null else work.settled_hash end,
      reason_code = case when ${runs} or ${joins} then work.reason_code else ${unlessOlder("excluded.reason_code")} end,
      reason_detail = case when ${runs} or ${joins} then work.reason_detail
        else ${unlessOlder("excluded.reason_detail")} end,
      due_at = case
        when ${joins} and not ${runs} then
          case when ${isHeldForOthers} then excluded.due_at else work.due_at end
        when work.state = 'answered' and work.rest_kind is distinct from 'hidden' then work.due_at
        when ${runs} then now()
        when ${isOlder} then now()
        else excluded.due_at end,
      waits_for = case when ${joins} then work.waits_for end,
      settled_at = case when ${runs} or ${joins} then work.settled_at else ${unlessOlder("excluded.settled_at")} end`;
}

/** Those whom the running generation serves and who have not stopped wanting it since. */
const stillWanting = `case when work.stopped_by is null then work.running_by
  else array(select unnest(work.running_by) except select unnest(work.stopped_by) order by 1) end`;

/**
 * Who wants a row that goes back to wait: those whom the claim served and, if something newer is wanted
 * by now, those who have wanted it since.
 */
export const wantersOnRelease = `case when ${overtaken}
  then ${unionSql(`(${stillWanting})`, "work.wanted_by")} else work.wanted_by end`;

/** Everyone for whom a claimed row was asked has stopped wanting it: when it is given back, it ends. */
export const isUnwantedOnRelease = `(${wantersOnRelease}) = '{}'`;

/** The run that an order belongs to has stopped wanting it. */
export const isUnwantedOrder = "write_order.wanted_by <@ write_order.stopped_by";

/**
 * Somebody who wanted work, or ordered something to be written, no longer wants it: what others want
 * too goes on for them, and what nobody else wants ends before it is asked or written. What is running
 * goes on, and still serves those who wanted it when it was claimed; when it is given back, it ends
 * too. Dead letters stay, but are not run again for this wanter; nor is what waits for a release of its enrichment.
 * Returns how many rows it had wanted.
 */
export async function stopWanting(
  database: Pick<Database, "transaction">,
  wanter: Exclude<Wanter, "live">,
): Promise<number> {
  return database.transaction(async (tx) => {
    // The index of wanters serves no other scan.
    await tx.query("set local enable_bitmapscan = on");
    return (await tx.query(stopSql, [wanter])).length;
  });
}

const stopper = "array[$1]::text[]";
const isAlone = `wanted_by = ${stopper}`;
const hasStopped = `coalesce(stopped_by @> ${stopper}, false)`;
const isServed = `(${runs} and work.running_by @> ${stopper} and not ${hasStopped})`;

/** What ended so is wanted again for those who wanted it: by a person, or with the release of its enrichment. */
const mayBeWantedAgain =
  "(work.state = 'dead' or work.state = 'skipped' and work.reason_code = 'enrichment-undefined')";

// Each part of the search is served by an index of its own; whether a row is meant is decided on the
// row as it is once it is locked.
const stopSql = `with stopped as (
    update work set
      stopped_by = case when ${isServed} then array_append(stopped_by, $1) else stopped_by end,
      wanted_hash = case when ${isAlone} and ${runs} then running_hash else wanted_hash end,
      ${unwantedSql(`${isAlone} and not ${runs} and work.state <> 'dead'`, {
        wanted_by: `array_remove(case when ${isAlone} and ${runs} then ${stillWanting} else wanted_by end, $1)`,
        wanted_generation: `case when ${isAlone} and ${runs} then running_generation else wanted_generation end`,
      })}
    where id = any(array(
        select id from work where wanted_by @> ${stopper} and wanted_by <> '{${liveWanter}}'
        union select id from work where state in ('asking', 'writing') and running_by @> ${stopper}
        union select id from work where state = 'answered' and running_by @> ${stopper}))
      and (wanted_by @> ${stopper} and (${waits} or ${runs} or ${mayBeWantedAgain}) or ${isServed})
    returning 1
  ), orders as (
    update write_order set stopped_by = array_append(stopped_by, $1),
      state = case state when 'waiting' then 'refused' else state end,
      reason_code = case state when 'waiting' then 'not-wanted' else reason_code end,
      reason_detail = case state when 'waiting' then null else reason_detail end,
      settled_at = case state when 'waiting' then now() else settled_at end
    where id = any(array(
        select id from write_order where state = 'waiting' and wanted_by = ${stopper}
        union select id from write_order where state = 'writing' and wanted_by = ${stopper}))
      and state in ('waiting', 'writing') and not ${hasStopped}
    returning 1
  )
  select from stopped union all select from orders`;
