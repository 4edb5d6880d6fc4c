import type { HoldAction } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Db } from "../database.ts";
import type { Hold } from "./hold.ts";
import { holdScopes } from "./hold-scopes.ts";

export interface NewHold {
  scope: string;
  target: string;
  action: HoldAction;
  heldBy: string;
  why: string | null;
}

const columnsSql = `scope, target, action, held_by as "heldBy", why, since, spares, hold.epoch::float8 as epoch`;

export interface HoldsNow {
  /** In the order of their epochs. */
  holds: Hold[];
  /** The epoch of the last order, including orders that lifted a hold. */
  epoch: number;
}

export async function findHolds(db: Db): Promise<HoldsNow> {
  const rows = await db.query<Partial<Hold> & { lastEpoch: number }>(
    `select hold_epoch.epoch::float8 as "lastEpoch", ${columnsSql}
     from hold_epoch left join hold on true order by hold.epoch`,
    [],
  );
  const holds = rows.flatMap(({ lastEpoch: _, ...hold }) => (isHold(hold) ? [hold] : []));
  return { holds, epoch: rows[0]?.lastEpoch ?? 0 };
}

function isHold(row: Partial<Hold>): row is Hold {
  return typeof row.scope === "string";
}

/**
 * Holds a scope, or changes how it is held. Within a second, nothing that it covers begins any more.
 * Returns the epoch of the order.
 *
 * @throws AppError `config_invalid` for an unknown kind of scope.
 */
export async function placeHold(db: Db, hold: NewHold): Promise<number> {
  const { scope, target, action, heldBy, why } = hold;
  if (!holdScopes.some(({ kind }) => kind === scope)) {
    const kinds = holdScopes.map(({ kind }) => kind);
    throw new AppError(`there is no scope ${scope}: a hold applies to one of ${kinds.join(", ")}`, {
      code: "config_invalid",
      retryable: false,
    });
  }
  const [row] = await db.query<{ epoch: number }>(
    `with turn as (update hold_epoch set epoch = epoch + 1 returning epoch)
     insert into hold (scope, target, action, held_by, why, epoch)
     select $1, $2, $3, $4, $5, epoch from turn
     on conflict (scope, target) do update set action = excluded.action, held_by = excluded.held_by,
       why = excluded.why, since = now(), spares = '{}', epoch = excluded.epoch
     returning epoch::float8 as epoch`,
    [scope, target, action, heldBy, why],
  );
  return row?.epoch ?? 0;
}

/**
 * Lifts a hold; what waited continues by itself. Returns the epoch of the order; undefined if there was
 * no hold.
 */
export async function liftHold(
  db: Db,
  { scope, target }: Pick<Hold, "scope" | "target">,
): Promise<number | undefined> {
  const [row] = await db.query<{ epoch: number }>(
    `with lifted as (delete from hold where scope = $1 and target = $2 returning 1)
     update hold_epoch set epoch = epoch + 1 where exists (select from lifted)
     returning epoch::float8 as epoch`,
    [scope, target],
  );
  return row?.epoch;
}

/**
 * Lets the work that one wanter wants of an enrichment and a connection pass the holds over these, over
 * everything, or over a model or its lane that are only paused, or ends that. Returns how many holds.
 */
export async function sparePaused(
  db: Db,
  wanter: string,
  of: { enrichment: string; connection: string } | null,
): Promise<number> {
  const rows = await db.query(
    `with changed as (
       update hold set spares = case when $2::text is null then array_remove(spares, $1) else array_append(spares, $1) end
       where case when $2::text is null then $1 = any(spares)
         else action = 'paused' and (scope, target) in (('everything', ''), ('enrichment', $2), ('connection', $3))
           or action = 'paused' and scope = 'model' end
       returning 1
     ), turn as (
       update hold_epoch set epoch = epoch + 1 where exists (select from changed)
     )
     select from changed`,
    [wanter, of?.enrichment ?? null, of?.connection ?? null],
  );
  return rows.length;
}
