import type { BudgetLimit } from "../budget-specs.ts";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** What is left of a budget now. */
export interface Room {
  of: BudgetLimit["of"];
  name: string;
  per: BudgetLimit["per"];
  limitNanoUsd: number;
  leftNanoUsd: number;
}

/** Of every budget that something with these names would be charged to. */
export async function findRoom(
  db: Pick<Db, "query">,
  what: readonly Pick<Room, "of" | "name">[],
): Promise<Room[]> {
  return db.query(
    `select spec.subject as of, what.name, spec.period as per, spec.limit_nano_usd::float8 as "limitNanoUsd",
       greatest(0, spec.limit_nano_usd - coalesce(budget.charged_nano_usd, 0))::float8 as "leftNanoUsd"
     from unnest($1::text[], $2::text[]) as what (subject, name)
     cross join lateral (
       select distinct on (period) * from budget_spec
       where budget_spec.subject = what.subject and budget_spec.name in (what.name, '')
       order by period, budget_spec.name = '' and what.name <> ''
     ) as spec
     left join budget on budget.subject = what.subject and budget.name = what.name and budget.period = spec.period
       and (starts_on is null or starts_on = date_trunc(budget.period, now() at time zone 'utc')::date)
     order by 1, 2, 3`,
    columns(what, ["of", "name"]),
  );
}
