import { applyLimits, type BudgetLimit } from "./budget-specs.ts";
import type { Db } from "./database.ts";

/** Of what a limit is, and for which time. */
export type BudgetName = Pick<BudgetLimit, "of" | "name" | "per">;

/** A limit, and who says so. */
export interface BudgetSetting extends BudgetName {
  limitNanoUsd: bigint;
  /** What the configuration says; null if it says nothing. */
  configuredNanoUsd: bigint | null;
  /** Null where it is as the configuration says. */
  setBy: string | null;
  /** Then it is as the configuration says again; null for good. */
  until: Date | null;
}

const settingSql = `subject as of, name, period as per, limit_nano_usd::text as limit,
  configured_nano_usd::text as configured, set_by as "setBy", until`;

interface SettingRow {
  of: BudgetLimit["of"];
  name: string;
  per: BudgetLimit["per"];
  limit: string;
  configured: string | null;
  setBy: string | null;
  until: Date | null;
}

function toSetting({ name, limit, configured, ...row }: SettingRow): BudgetSetting {
  return {
    ...row,
    name: name === "" ? undefined : name,
    limitNanoUsd: BigInt(limit),
    configuredNanoUsd: configured === null ? null : BigInt(configured),
  };
}

export async function listBudgetSettings(db: Db): Promise<BudgetSetting[]> {
  const rows = await db.query<SettingRow>(
    `select ${settingSql} from budget_spec order by subject, name, period`,
  );
  return rows.map(toSetting);
}

/** Locks one, so that two orders about it are given one after the other. */
export async function lockBudgetSetting(
  tx: Db,
  { of, name = "", per }: BudgetName,
): Promise<BudgetSetting | undefined> {
  const [row] = await tx.query<SettingRow>(
    `select ${settingSql} from budget_spec where subject = $1 and name = $2 and period = $3
     for update`,
    [of, name, per],
  );
  return row && toSetting(row);
}

/** Sets a limit in place of what the configuration says. What waits for money is due at once. */
export async function setBudgetLimit(
  tx: Db,
  { of, name = "", per, ...set }: BudgetLimit & { setBy: string; until: Date | null },
): Promise<void> {
  await tx.query(
    `insert into budget_spec (subject, name, period, limit_nano_usd, source, set_by, until)
     values ($1, $2, $3, $4, 'person', $5, $6)
     on conflict (subject, name, period) do update set limit_nano_usd = excluded.limit_nano_usd,
       source = 'person', set_by = excluded.set_by, until = excluded.until`,
    [of, name, per, set.limitNanoUsd.toString(), set.setBy, set.until],
  );
  await applyLimits(tx);
}

/** Lets a limit be as the configuration says again, which may be that there is none. */
export async function unsetBudgetLimit(tx: Db, { of, name = "", per }: BudgetName): Promise<void> {
  await restore(tx, {
    where: "subject = $1 and name = $2 and period = $3",
    values: [of, name, per],
  });
}

/** The same for those that were set until now. Returns how many. */
export function endBudgetLimits(db: Db): Promise<number> {
  return restore(db, { where: "until <= now()", values: [] });
}

async function restore(
  db: Db,
  { where, values }: { where: string; values: readonly unknown[] },
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `with gone as (
       delete from budget_spec
       where source = 'person' and configured_nano_usd is null and ${where} returning 1
     ), restored as (
       update budget_spec set limit_nano_usd = configured_nano_usd, source = 'configuration',
         set_by = null, until = null
       where source = 'person' and configured_nano_usd is not null and ${where} returning 1
     )
     select ((select count(*) from gone) + (select count(*) from restored))::int as count`,
    values,
  );
  const count = row?.count ?? 0;
  if (count > 0) await applyLimits(db);
  return count;
}
