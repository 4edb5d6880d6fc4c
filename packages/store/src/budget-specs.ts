import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

export const budgetSubjects = [
  "total",
  "connection",
  "enrichment",
  "provider",
  "model",
  "backfill",
  "purpose",
  "user",
  "record",
] as const;
export const budgetPeriods = ["day", "month", "once"] as const;

/** What may be spent on something in a time. Without a name: on each one that has no budget of its own. */
export interface BudgetLimit {
  of: (typeof budgetSubjects)[number];
  name?: string | undefined;
  per: (typeof budgetPeriods)[number];
  limitNanoUsd: bigint;
}

/**
 * Makes these the budgets of the configuration, in place of those that it had; what a person set stays
 * as long as it was set for. What is already charged stays too, and what waits for money is due at once.
 */
export async function setBudgets(db: Db, limits: readonly BudgetLimit[]): Promise<void> {
  const rows = limits.map((one) => ({
    ...one,
    name: one.name ?? "",
    limitNanoUsd: one.limitNanoUsd.toString(),
  }));
  await db.query(
    `with given as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as t (subject, name, period, limit_nano_usd)
     ), gone as (
       delete from budget_spec where source = 'configuration'
         and (subject, name, period) not in (select subject, name, period from given)
     ), forgotten as (
       update budget_spec set configured_nano_usd = null where source = 'person'
         and (subject, name, period) not in (select subject, name, period from given)
     )
     insert into budget_spec (subject, name, period, limit_nano_usd, configured_nano_usd, source)
     select subject, name, period, limit_nano_usd, limit_nano_usd, 'configuration' from given
     on conflict (subject, name, period) do update set
       configured_nano_usd = excluded.configured_nano_usd,
       limit_nano_usd = case budget_spec.source when 'configuration' then excluded.limit_nano_usd
         else budget_spec.limit_nano_usd end`,
    columns(rows, ["of", "name", "per", "limitNanoUsd"]),
  );
  // The row of the total exists before the first call, for whoever looks.
  const total = rows.filter(({ of, per }) => of === "total" && per === "once");
  await ensureBudgets(
    db,
    total.map(({ of, name, per }) => ({ scope: of, of, name, per, startsOn: null })),
  );
  await applyLimits(db);
}

/** Updates the rows to the limits that apply now, so that what waits for money may be asked. */
export async function applyLimits(db: Db): Promise<void> {
  await db.query(
    `with now_allowed as (
       update budget set limit_nano_usd = allowed.limit_nano_usd
       from (${allowedSql("budget")}) as allowed
       where allowed.scope = budget.scope and allowed.limit_nano_usd <> budget.limit_nano_usd
     )
     update work set due_at = now()
     where state = 'ready' and reason_code = 'budget-exhausted' and due_at > now()`,
  );
}

/**
 * For each row, the limit with its own name, otherwise the one without a name; no limit that no longer
 * applies.
 */
export function allowedSql(table: string): string {
  return `select distinct on (wanted.scope) wanted.scope, wanted.subject, wanted.name, wanted.period,
      wanted.starts_on, spec.limit_nano_usd
    from ${table} as wanted join budget_spec as spec
      on spec.subject = wanted.subject and spec.period = wanted.period and spec.name in (wanted.name, '')
    order by wanted.scope, spec.name = '' and wanted.name <> ''`;
}

/** The row of one budget in one of its days or months. */
export interface BudgetRow {
  scope: string;
  of: BudgetLimit["of"];
  name: string;
  per: BudgetLimit["per"];
  startsOn: string | null;
}

/** Creates the missing rows, each with the limit that applies now. */
export async function ensureBudgets(db: Db, rows: readonly BudgetRow[]): Promise<void> {
  await db.query(
    `with wanted as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[])
         as t (scope, subject, name, period, starts_on)
     )
     insert into budget (scope, subject, name, period, starts_on, limit_nano_usd)
     select scope, subject, name, period, starts_on, limit_nano_usd from (${allowedSql("wanted")}) as allowed
     order by scope
     on conflict (scope) do nothing`,
    columns(rows, ["scope", "of", "name", "per", "startsOn"]),
  );
}

export async function listBudgetSpecs(db: Db): Promise<BudgetLimit[]> {
  const rows = await db.query<{ of: string; name: string; per: string; limit: string }>(
    `select subject as of, name, period as per, limit_nano_usd as limit from budget_spec
     order by subject, name, period`,
  );
  return rows.map(({ of, name, per, limit }) => ({
    of: of as BudgetLimit["of"],
    per: per as BudgetLimit["per"],
    limitNanoUsd: BigInt(limit),
    ...(name !== "" && { name }),
  }));
}
