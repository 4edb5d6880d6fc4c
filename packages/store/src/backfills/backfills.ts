import type {
  BackfillGates,
  BackfillStop,
  GateVerdict,
  ObjectName,
  RecordFilter,
} from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";
import { filterSql } from "./filter-sql.ts";

export type BackfillState = "created" | "running" | "resting" | "paused" | "cancelled" | "finished";

/** What a backfill may come to: past that, it is no longer what was approved. */
export interface ApprovedBand {
  mostNanoUsd: number;
  /** Of those that are asked; null if that is not known. */
  mostNanoUsdPerRecord: number | null;
  /** Of all answers. */
  mostRejectedShare: number;
}

export interface NewBackfill {
  id: string;
  enrichment: string;
  definitionHash: string;
  connection: string;
  object: ObjectName;
  /** Which of the records that have been read. */
  filter: RecordFilter;
  /** How many records each step of the ramp takes; the rest follows in one more. */
  ramp: readonly number[];
  restMinutes: number;
  maxNanoUsd: number | null;
  /** By what its steps are judged. */
  gates: BackfillGates;
  orderedBy: string;
}

export interface Backfill extends Omit<NewBackfill, "ramp"> {
  state: BackfillState;
  /** The step of the ramp that it is at, from 0, and the last one that a person let pass. */
  step: number;
  passedStep: number;
  /** Why it paused itself, with its numbers. */
  stoppedBy: BackfillStop | null;
  /** How the last step that has ended did. */
  judged: readonly GateVerdict[] | null;
  /** What was approved with its start, and by whom. */
  sheetHash: string | null;
  band: ApprovedBand | null;
  approvedBy: string | null;
  createdAt: Date;
  startedAt: Date | null;
  restUntil: Date | null;
  endedAt: Date | null;
}

/** Of an enrichment as it is released now. */
export async function findEnrichmentNow(
  db: Pick<Db, "query">,
  name: string,
): Promise<{ hash: string; object: ObjectName } | undefined> {
  const [row] = await db.query<{ hash: string; object: ObjectName }>(
    "select hash, content->>'object' as object from definition where name = $1 and is_current",
    [name],
  );
  return row;
}

/** How many records that have been read match, and are not deleted. */
export async function countRecords(
  db: Pick<Db, "query">,
  { connection, object, filter }: Pick<NewBackfill, "connection" | "object" | "filter">,
): Promise<number> {
  const bound: unknown[] = [connection, object];
  const where = filterSql(filter, (value) => `$${bound.push(value)}`);
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from record
     where connection = $1 and object = $2 and not deleted and ${where}`,
    bound,
  );
  return row?.count ?? 0;
}

/**
 * Stores a backfill with the records that it is about: those of the filter that have been read and not
 * deleted, in an order at random. Returns how many.
 */
export async function createBackfill(tx: Db, backfill: NewBackfill): Promise<number> {
  const { id, enrichment, definitionHash, connection, object, filter, ramp } = backfill;
  await tx.query(
    `insert into backfill (id, enrichment, definition_hash, connection, object, filter, rest_minutes, max_nano_usd, ordered_by, gates)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[id, enrichment, definitionHash, connection, object, storableJson(filter)],
      ...[backfill.restMinutes, backfill.maxNanoUsd, backfill.orderedBy],
      storableJson(backfill.gates),
    ],
  );
  const ends = ramp.map((_, index) => ramp.slice(0, index + 1).reduce((sum, size) => sum + size));
  const bound: unknown[] = [id, connection, object, ends];
  const where = filterSql(filter, (value) => `$${bound.push(value)}`);
  const [row] = await tx.query<{ count: number }>(
    `with member as (
       select connection, object, record_id, (row_number() over (order by random()))::int - 1 as ordinal
       from record
       where connection = $2 and object = $3 and not deleted
         and ${where}
     ), added as (
       insert into backfill_record (backfill_id, ordinal, step, connection, object, record_id)
       select $1, ordinal, (select count(*) from unnest($4::int[]) as step_end where step_end <= ordinal),
         connection, object, record_id
       from member returning 1
     )
     select count(*)::int as count from added`,
    bound,
  );
  return row?.count ?? 0;
}

const backfillSql = `select id, enrichment, definition_hash as "definitionHash", connection, object, filter, state, step,
  passed_step as "passedStep", rest_minutes as "restMinutes", max_nano_usd::float8 as "maxNanoUsd", stopped_by as "stoppedBy", judged, gates,
  sheet_hash as "sheetHash", band, approved_by as "approvedBy",
  ordered_by as "orderedBy", created_at as "createdAt", started_at as "startedAt", rest_until as "restUntil",
  ended_at as "endedAt"
  from backfill`;

/** Who ordered these, as far as they are known. */
export async function findOrderers(
  db: Pick<Db, "query">,
  ids: readonly string[],
): Promise<{ id: string; orderedBy: string }[]> {
  return db.query(`select id, ordered_by as "orderedBy" from backfill where id = any($1::text[])`, [
    ids,
  ]);
}

/** Of one connection or of all, and of these perhaps a single one; the newest first. */
export async function listBackfills(
  db: Pick<Db, "query">,
  ask: { limit: number; connection?: string | undefined; id?: string | undefined },
): Promise<Backfill[]> {
  return db.query(
    `${backfillSql} where ($2::text is null or connection = $2) and ($3::text is null or id = $3)
     order by created_at desc, id desc limit $1`,
    [ask.limit, ask.connection ?? null, ask.id ?? null],
  );
}

/** Locks it, so that what is decided about it still holds as it is stored. */
export async function lockBackfill(tx: Db, id: string): Promise<Backfill | undefined> {
  const [row] = await tx.query<Backfill>(`${backfillSql} where id = $1 for update`, [id]);
  return row;
}

/**
 * Locks one that has something to be done, if no one else holds it: it goes on, or something of it is
 * still under way. Each is looked at again after `restMs`.
 */
export async function takeDueBackfill(tx: Db, restMs: number): Promise<Backfill | undefined> {
  const [due] = await tx.query<{ id: string }>(
    `update backfill set next_at = now() + $1 * interval '1 millisecond'
     where id = (
       select id from backfill where next_at <= now()
         and (state = 'running' or state = 'resting' and rest_until <= now()
           or state in ('resting', 'paused', 'cancelled') and exists (
             select from backfill_record where backfill_id = backfill.id and backfill_record.state = 'sent'))
       order by next_at limit 1 for update skip locked)
     returning id`,
    [restMs],
  );
  return due && lockBackfill(tx, due.id);
}

/** What changes about a backfill. */
export interface BackfillChange {
  state: BackfillState;
  step?: number | undefined;
  passedStep?: number | undefined;
  maxNanoUsd?: number | undefined;
  stoppedBy?: BackfillStop | undefined;
  judged?: readonly GateVerdict[] | undefined;
}

/** Its rest, if it begins one, is as long as was ordered. */
export async function setBackfill(tx: Db, id: string, change: BackfillChange): Promise<void> {
  const { state, step, passedStep, maxNanoUsd, stoppedBy, judged } = change;
  await tx.query(
    `update backfill set state = $2::text, step = coalesce($3, step), passed_step = coalesce($4, passed_step),
       stopped_by = $5, judged = coalesce($7, judged), max_nano_usd = coalesce($6, max_nano_usd), next_at = now(),
       started_at = case when $2 = 'running' then coalesce(started_at, now()) else started_at end,
       rest_until = case when $2 = 'resting' then now() + rest_minutes * interval '1 minute' end,
       ended_at = case when $2 in ('cancelled', 'finished') then now() end
     where id = $1`,
    [
      ...[id, state, step ?? null, passedStep ?? null],
      stoppedBy === undefined ? null : storableJson(stoppedBy),
      maxNanoUsd ?? null,
      judged === undefined ? null : storableJson(judged),
    ],
  );
}

/** Keeps what was approved, and by whom. */
export async function approveSheet(
  tx: Db,
  id: string,
  { hash, band, by }: { hash: string; band: ApprovedBand; by: string },
): Promise<void> {
  await tx.query("update backfill set sheet_hash = $2, band = $3, approved_by = $4 where id = $1", [
    ...[id, hash, storableJson(band), by],
  ]);
}

/** What has not been sent is never started. */
export async function cancelBackfillRecords(tx: Db, id: string): Promise<void> {
  await tx.query(
    `update backfill_record set state = 'cancelled', ended_at = now()
     where backfill_id = $1 and state = 'waiting'`,
    [id],
  );
}
