import { allowedSql } from "./budget-specs.ts";
import type { Db } from "./database.ts";

/** What a budget was charged for. */
export interface BudgetView {
  scope: string;
  limitNanoUsd: bigint;
  /** Spent, held and in flight together. */
  chargedNanoUsd: bigint;
  /**
   * For calls whose outcome nobody knows (timed out, cut off, or left behind by a killed process), and what such
   * a process had in hand.
   */
  heldNanoUsd: bigint;
  heldCalls: number;
}

// No call is under way for longer.
const inFlight = "interval '10 minutes'";
// Left behind by a process that was killed.
const isLost = "lease_until < now()";
const isHeld = `cost_nano_usd is null and (settled_at is not null or started_at < now() - ${inFlight})`;

/** Of as many records as have been charged most. */
const mostRecords = 20;
const shownScope = `case budget.subject when 'record'
  then concat_ws('/', 'record:' || budget.name, nullif(budget.period, 'once'), budget.starts_on) else budget.scope end`;

/**
 * Those that apply now: for all time, and for the current day and month. Calls are read once for all of
 * them: an index of those that are held would cost more with each call than it saves here.
 */
export async function listBudgets(db: Db): Promise<BudgetView[]> {
  const rows = await db.query<{
    scope: string;
    limit: string;
    charged: string;
    held: string;
    calls: number;
  }>(
    `with held as materialized (
       select scope, sum(reserved_nano_usd) as amount, count(*)::int as calls
       from model_call cross join unnest(scopes) as scope where ${isHeld} group by scope
     ), lost as materialized (
       select scope, sum(held_nano_usd) as amount from budget_slice where ${isLost} group by scope
     )
     select ${shownScope} as scope, allowed.limit_nano_usd as limit, charged_nano_usd as charged,
       (coalesce(held.amount, 0) + coalesce(lost.amount, 0))::text as held, coalesce(held.calls, 0) as calls
     from budget join (${allowedSql("budget")}) as allowed using (scope)
       left join held using (scope) left join lost using (scope)
     where (budget.starts_on is null or budget.starts_on = date_trunc(budget.period, now() at time zone 'utc')::date)
       and (budget.subject <> 'record' or budget.scope in (
         select scope from budget where subject = 'record' and charged_nano_usd > 0
         order by starts_on desc, charged_nano_usd desc limit ${mostRecords}))
     order by 1`,
  );
  return rows.map(({ scope, limit, charged, held, calls }) => ({
    scope,
    limitNanoUsd: BigInt(limit),
    chargedNanoUsd: BigInt(charged),
    heldNanoUsd: BigInt(held),
    heldCalls: calls,
  }));
}

/**
 * Releases what is held for calls of unknown outcome and what killed processes had in hand, on behalf of somebody who has seen at the vendor
 * that they were not billed; what waits for money is due at once, and the backfills that they were for have
 * spent that much less. Returns the number of calls.
 */
export async function releaseHeld(db: Db): Promise<number> {
  const [row] = await db.query<{ calls: number }>(
    `with released as (
       update model_call set cost_nano_usd = 0, settled_at = coalesce(settled_at, now()),
         released_at = now()
       where ${isHeld}
       returning scopes, reserved_nano_usd, work_id, wanted_by
     ), found as (
       delete from budget_slice where ${isLost} returning scope, held_nano_usd
     ), refund as (
       select scope, sum(amount)::bigint as amount from (
         select scope, reserved_nano_usd as amount from released cross join unnest(scopes) as scope
         union all select scope, held_nano_usd from found
       ) as given group by scope
     ), freed as (
       update budget set charged_nano_usd = charged_nano_usd - refund.amount
       from refund where budget.scope = refund.scope
     ), of_run as (
       select run, work_id, sum(reserved_nano_usd)::bigint as amount
       from released cross join unnest(wanted_by) as run where work_id is not null group by 1, 2
     ), told as (
       update backfill_record as member set spent_nano_usd = spent_nano_usd - of_run.amount,
         held_nano_usd = held_nano_usd - of_run.amount
       from of_run
       where member.backfill_id = of_run.run and member.work_id = of_run.work_id and member.held_nano_usd >= of_run.amount
       returning backfill_id, of_run.amount
     ), spared as (
       update backfill set spent_nano_usd = backfill.spent_nano_usd - sums.amount
       from (select backfill_id, sum(amount)::bigint as amount from told group by 1) as sums
       where backfill.id = sums.backfill_id
     ), due as (
       update work set due_at = now()
       where state = 'ready' and reason_code = 'budget-exhausted' and due_at > now()
     )
     select count(*)::int as calls from released`,
  );
  return row?.calls ?? 0;
}
