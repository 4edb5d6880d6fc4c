import type { Reason } from "@fieldwork/contracts";
import type { Db } from "./database.ts";
import { reasonColumns, reasonSql } from "./reasons.ts";

/** A lane that is closed, one of its models, or one key or server of its provider. */
export interface ClosedLane {
  /** The lane, `provider/model`, or `provider#place` for one of several keys or servers. */
  name: string;
  /** With `needsCheck`: not before. */
  closedUntil: Date;
  /** Opens once a check is accepted, not merely after a time. */
  needsCheck: boolean;
  reason: Reason;
  closedAt: Date;
  /** How many pauses it has had since, one after the other. */
  pauses: number;
  /** Its check is under way. */
  isChecked: boolean;
}

export async function listClosedLanes(db: Db): Promise<ClosedLane[]> {
  return db.query<ClosedLane>(
    `select name, closed_until as "closedUntil", needs_check as "needsCheck",
       ${reasonSql("lane")} as reason, closed_at as "closedAt", rests + 1 as pauses,
       coalesce(check_lease_until > now(), false) as "isChecked"
     from lane where closed_until > now() or needs_check order by name`,
    [],
  );
}

/** How long a pause lasts: as asked for, otherwise `baseMs`, doubled each time it soon follows another. */
export interface Pause {
  waitMs: number | undefined;
  baseMs: number;
  capMs: number;
}

export interface LaneClosing extends Pause {
  /** The lane, `provider/model` for one of its models, or `provider#place` for one of its keys or servers. */
  name: string;
  /** Whose dispatched work comes back. */
  lane: string;
  needsCheck: boolean;
  /** What a check asks, and with whose schema. */
  model: string;
  enrichment: string;
  reason: Reason;
}

// A lane that closes again within a minute of its opening has not recovered.
const pauseSql = `coalesce($2::float8, least($4::float8, $3::float8 * power(2, least(rests, 30))))
  * interval '1 millisecond'`;

/**
 * Closes a lane, or a model, for every process, and takes back what was dispatched to it. Of the many
 * calls that find a provider unavailable at once, the first one closes it; the others change nothing,
 * unless they would keep it closed for much longer. Returns how many rows went back to `ready`.
 */
export async function closeLane(db: Db, closing: LaneClosing): Promise<number> {
  const { name, waitMs, baseMs, capMs, needsCheck, model, enrichment, lane } = closing;
  const { reasonCode, reasonDetail } = reasonColumns(closing.reason);
  const rows = await db.query<{ count: number }>(
    `with before as (
       select $1::text as name, coalesce((
         select case when closed_until > now() - interval '1 minute' or needs_check then rests + 1 else 0 end
         from lane where name = $1), 0) as rests
     ), closed as (
       insert into lane (name, closed_until, needs_check, model, enrichment, reason_code, reason_detail, rests)
       select name, now() + ${pauseSql}, $5, $6, $7, $8, $9, rests from before
       on conflict (name) do update set
         closed_until = excluded.closed_until, needs_check = excluded.needs_check
           or (lane.needs_check and lane.closed_until > now()), model = excluded.model,
         enrichment = excluded.enrichment, reason_code = excluded.reason_code,
         reason_detail = excluded.reason_detail,
         rests = excluded.rests, closed_at = now(), check_token = null, check_lease_until = null
       where (lane.closed_until <= now() and not lane.needs_check)
         or lane.closed_until - now() < $2::float8 * interval '500 microseconds'
       returning 1
     ), returned as (
       update work set state = 'ready', lane = null, reason_code = $8, reason_detail = $9
       where lane = $10 and state = 'dispatched' and exists (select 1 from closed)
       returning 1
     )
     select count(*)::int as count from returned`,
    [
      ...[name, waitMs ?? null, baseMs, capMs, needsCheck, model, enrichment],
      ...[reasonCode, reasonDetail, lane],
    ],
  );
  return rows[0]?.count ?? 0;
}

/** The right to check one closed lane. */
export interface LaneCheck {
  name: string;
  token: string;
  model: string;
  enrichment: string;
}

/** A lane whose pause is over and that nobody is checking; undefined if there is none. */
export async function claimLaneCheck(
  db: Db,
  { token, leaseMs }: { token: string; leaseMs: number },
): Promise<LaneCheck | undefined> {
  const [row] = await db.query<Omit<LaneCheck, "token">>(
    `with due as (
       select name from lane
       where needs_check and closed_until <= now() and coalesce(check_lease_until, '-infinity') < now()
       order by closed_until limit 1 for update skip locked
     )
     update lane set check_token = $1, check_lease_until = now() + $2 * interval '1 millisecond'
     from due where lane.name = due.name
     returning lane.name, model, enrichment`,
    [token, leaseMs],
  );
  return row && { ...row, token };
}

/** Makes every check due now: what was refused may have been fixed before this start. */
export async function hastenLaneChecks(db: Db): Promise<void> {
  await db.query("update lane set closed_until = now() where needs_check and closed_until > now()");
}

/** The check was accepted. */
export async function openLane(db: Db, { name, token }: LaneCheck): Promise<boolean> {
  const rows = await db.query(
    `update lane set needs_check = false, closed_until = now(), check_token = null, check_lease_until = null
     where name = $1 and check_token = $2 returning 1`,
    [name, token],
  );
  return rows.length === 1;
}

/** It answers, although it was closed. */
export async function openAnswering(db: Db, name: string): Promise<void> {
  await db.query(
    `update lane set needs_check = false, closed_until = now(), check_token = null, check_lease_until = null
     where name = $1 and (needs_check or closed_until > now())`,
    [name],
  );
}

/** The check was not accepted: another pause, for the reason that it gave. */
export async function keepLaneClosed(
  db: Db,
  { name, token }: LaneCheck,
  { waitMs, baseMs, capMs, reason }: Pause & { reason: Reason },
): Promise<boolean> {
  const { reasonCode, reasonDetail } = reasonColumns(reason);
  const rows = await db.query(
    `update lane set rests = lane.rests + 1, closed_until = now() + ${pauseSql},
       reason_code = $5, reason_detail = $6, check_token = null, check_lease_until = null
     where name = $1 and check_token = $7 returning 1`,
    [name, waitMs ?? null, baseMs, capMs, reasonCode, reasonDetail, token],
  );
  return rows.length === 1;
}
