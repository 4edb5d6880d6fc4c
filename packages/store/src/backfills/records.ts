import type { FieldValues, RecordRef } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import { isHeldSql } from "../holds/hold-sql.ts";

/** A record that is next, as it was last read; null where it is gone. */
export interface BackfillMember {
  ordinal: number;
  ref: RecordRef;
  read: {
    vendorAt: string;
    readAt: string;
    contentHash: string;
    fields: FieldValues;
    outputs: FieldValues;
  } | null;
}

/** The next that wait, up to a step, in their order. */
export async function listWaitingRecords(
  tx: Db,
  { id, step, limit }: { id: string; step: number; limit: number },
): Promise<BackfillMember[]> {
  return tx.query(
    `select ordinal,
       jsonb_build_object('connection', connection, 'object', object, 'id', record_id) as ref,
       case when record.record_id is not null then jsonb_build_object(
         'vendorAt', to_char(vendor_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'readAt', to_char(read_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'contentHash', content_hash, 'fields', fields, 'outputs', outputs) end as read
     from (
       select * from backfill_record where backfill_id = $1 and state = 'waiting' and step <= $2
       order by ordinal limit $3
     ) as next left join record using (record_id, connection, object)
     order by ordinal`,
    [id, step, limit],
  );
}

/** These are wanted now: each is under way until its work ends. */
export async function markRecordsSent(
  tx: Db,
  { id, enrichment, ordinals }: { id: string; enrichment: string; ordinals: readonly number[] },
): Promise<void> {
  await tx.query(
    `update backfill_record as member set state = 'sent', sent_at = now(), work_id = work.id
     from work
     where backfill_id = $1 and ordinal = any($3::int[]) and member.state = 'waiting'
       and (work.connection, work.object, work.record_id, work.enrichment)
         = (member.connection, member.object, member.record_id, $2)`,
    [id, enrichment, ordinals],
  );
}

/** There is nothing left of these to be asked about. */
export async function markGone(tx: Db, id: string, ordinals: readonly number[]): Promise<void> {
  await tx.query(
    `update backfill_record set state = 'ended', outcome = 'skipped', reason_code = 'record-gone', ended_at = now()
     where backfill_id = $1 and ordinal = any($2::int[]) and state = 'waiting'`,
    [id, ordinals],
  );
}

/** Records how the work of what is under way ended, and what it cost. */
export async function settleRecords(tx: Db, id: string): Promise<void> {
  await tx.query(
    `update backfill_record as member set state = 'ended', ended_at = now(), generation = work.running_generation,
       outcome = case when work.state = 'ready' then 'skipped' else work.state end,
       reason_code = case when work.state = 'ready' then 'input-hidden' else work.reason_code end,
       spent_nano_usd = coalesce((
         select sum(coalesce(cost_nano_usd, reserved_nano_usd)) from model_call
         where model_call.work_id = work.id and started_at >= member.sent_at
           and model_call.wanted_by @> array[$1::text]), 0)
     from work
     where backfill_id = $1 and member.state = 'sent' and work.id = member.work_id
       and (work.state in ('written', 'previewed', 'skipped', 'superseded', 'dead', 'review')
         or work.state = 'ready' and work.due_at = 'infinity')`,
    [id],
  );
}

/** How a step has gone so far. */
export interface StepFigures {
  /** Of this step or an earlier one, still to be sent or under way. */
  open: number;
  sent: number;
  /** Of this step alone. */
  ended: number;
  failed: number;
  inReview: number;
  abstained: number;
  /** Changed by a person since. */
  overridden: number;
  /** Of the whole run. */
  spentNanoUsd: number;
  left: number;
}

export async function countStep(tx: Db, id: string, step: number): Promise<StepFigures> {
  const own = "state = 'ended' and step = $2";
  const [row] = await tx.query<StepFigures>(
    `select (count(*) filter (where state in ('waiting', 'sent') and step <= $2))::int as open,
       (count(*) filter (where state = 'sent'))::int as sent,
       (count(*) filter (where ${own}))::int as ended,
       (count(*) filter (where ${own} and outcome = 'dead'))::int as failed,
       (count(*) filter (where ${own} and outcome = 'review'))::int as "inReview",
       (count(*) filter (where ${own} and reason_code in ('abstained', 'rejected')))::int as abstained,
       (count(*) filter (where ${own} and exists (
         select from owner_change where owner_change.from_owner = 'fieldwork' and noticed_at > sent_at
           and (owner_change.connection, owner_change.object, owner_change.record_id)
             = (member.connection, member.object, member.record_id))))::int as overridden,
       coalesce(sum(spent_nano_usd), 0)::float8 as "spentNanoUsd",
       (count(*) filter (where state = 'waiting'))::int as left
     from backfill_record as member where backfill_id = $1`,
    [id, step],
  );
  return (
    row ?? {
      ...{ open: 0, sent: 0, ended: 0, failed: 0, inReview: 0, abstained: 0, overridden: 0 },
      ...{ spentNanoUsd: 0, left: 0 },
    }
  );
}

/** What is under way when a stop reaches it, so that the receipt can tell. */
export async function markInFlight(tx: Db, id: string): Promise<void> {
  await tx.query(
    `update backfill_record as member set in_flight_at_stop = true from work
     where backfill_id = $1 and member.state = 'sent' and work.id = member.work_id
       and work.state in ('asking', 'writing') and not in_flight_at_stop`,
    [id],
  );
}

/** Records of a backfill that stand alike. */
export interface BackfillCounts {
  state: "waiting" | "sent" | "ended" | "cancelled";
  outcome: string | null;
  reason: string | null;
  /** Sent, and neither asked nor written while a hold covers it. */
  isHeld: boolean;
  count: number;
  inFlightAtStop: number;
  spentNanoUsd: number;
}

export async function countBackfill(db: Pick<Db, "query">, id: string): Promise<BackfillCounts[]> {
  const sums = `count(*)::int as count, (count(*) filter (where in_flight_at_stop))::int as "inFlightAtStop",
    coalesce(sum(spent_nano_usd), 0)::float8 as "spentNanoUsd"`;
  return db.query(
    `select state, outcome, reason_code as reason, false as "isHeld", ${sums}
     from backfill_record where backfill_id = $1 and state <> 'sent' group by 1, 2, 3
     union all
     select member.state, null, null, work.state in ('ready', 'dispatched', 'answered') and ${isHeldSql("work")}, ${sums}
     from backfill_record as member join work on work.id = member.work_id
     where backfill_id = $1 and member.state = 'sent' group by 1, 4
     order by 1, 2, 3, 4`,
    [id],
  );
}
