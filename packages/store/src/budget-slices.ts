import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

export interface SliceAmount {
  scope: string;
  amountNanoUsd: bigint;
}

/** Whoever has not asked for as long must not spend what is left of its slices. */
export const sliceLeaseMs = 60_000;

/** A budget lends this part of what is left of it, at most: one that is nearly used up is asked call by call. */
const largestShare = 256;

/**
 * Charges budgets, all or none, with what a process will spend of them without asking. Returns whether each had
 * ample room.
 */
export async function lendSlices(
  db: Db,
  { holder, wanted }: { holder: string; wanted: readonly SliceAmount[] },
): Promise<boolean> {
  const rows = await db.query(
    `with wanted as (
       select * from unnest($2::text[], $3::bigint[]) as t (scope, amount)
     ), locked as (
       select scope, limit_nano_usd - charged_nano_usd as room from budget
       where scope in (select scope from wanted) order by scope for update
     ), verdict as (
       select count(*) = (select count(*) from wanted) and bool_and(amount <= room / ${largestShare}) as fits
       from locked join wanted using (scope)
     ), charged as (
       update budget set charged_nano_usd = charged_nano_usd + amount
       from wanted, verdict where budget.scope = wanted.scope and fits
     )
     insert into budget_slice (holder, scope, held_nano_usd, lease_until)
     select $1, scope, amount, now() + interval '${sliceLeaseMs} ms' from wanted, verdict where fits
     on conflict (holder, scope) do update set lease_until = excluded.lease_until,
       held_nano_usd = budget_slice.held_nano_usd + excluded.held_nano_usd
     returning 1`,
    [holder, ...amountColumns(wanted)],
  );
  return rows.length > 0;
}

/** What a holder has not spent, and will not. What was released meanwhile is not given back once more. */
export async function returnSlices(
  db: Db,
  { holder, unspent }: { holder: string; unspent: readonly SliceAmount[] },
): Promise<void> {
  await db.query(
    `with unspent as (
       select * from unnest($2::text[], $3::bigint[]) as t (scope, amount)
     ), locked as (
       select scope from budget where scope in (select scope from unspent) order by scope for update
     ), slice as (
       select budget_slice.scope, least(held_nano_usd, amount) as amount
       from budget_slice join unspent using (scope) join locked using (scope)
       where holder = $1 for update of budget_slice
     ), freed as (
       update budget set charged_nano_usd = charged_nano_usd - amount
       from slice where budget.scope = slice.scope
     )
     update budget_slice set held_nano_usd = held_nano_usd - amount
     from slice where budget_slice.holder = $1 and budget_slice.scope = slice.scope`,
    [holder, ...amountColumns(unspent)],
  );
  await db.query("delete from budget_slice where holder = $1 and held_nano_usd = 0", [holder]);
}

function amountColumns(amounts: readonly SliceAmount[]): unknown[][] {
  return columns(
    amounts.map(({ scope, amountNanoUsd }) => ({ scope, amountNanoUsd: String(amountNanoUsd) })),
    ["scope", "amountNanoUsd"],
  );
}
