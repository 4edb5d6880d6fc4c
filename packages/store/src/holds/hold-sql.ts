import { holdScopes } from "./hold-scopes.ts";
import { wantersSql } from "./scopes/backfill.ts";

/** What `coveringHold` decides, for a row of `work` under that name: for statements. */
export function isHeldSql(work: string): string {
  // Evaluated once for each statement: while nothing is held, no row is looked at for it.
  return `(exists (select from hold) and exists (select from hold where ${coversSql(work)}))`;
}

/** The detail of the reason `held`, for a row that is held. */
export function heldDetailSql(work: string): string {
  return `(select jsonb_build_object('hold', jsonb_build_object(
      'scope', scope, 'target', target, 'action', action, 'by', held_by, 'why', why))
    from hold where ${coversSql(work)} order by action = 'killed' desc, epoch limit 1)`;
}

function isSparedSql(work: string): string {
  return `(hold.action = 'paused' and hold.spares && coalesce(${wantersSql(work)}, '{}'))`;
}

function coversSql(work: string): string {
  const kinds = holdScopes.map(({ kind, coversSql: sql }) => `when '${kind}' then ${sql(work)}`);
  return `case hold.scope ${kinds.join(" ")} else true end and not ${isSparedSql(work)}`;
}
