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

/**
 * There is nothing left of these to be asked about. What is there still, of a definition that is released, waits on:
 * whoever planned has not seen the release yet.
 */
export async function markGone(tx: Db, id: string, ordinals: readonly number[]): Promise<void> {
  await tx.query(
    `update backfill_record as member set state = 'ended', outcome = 'skipped', reason_code = 'record-gone', ended_at = now()
     where backfill_id = $1 and ordinal = any($2::int[]) and member.state = 'waiting'
       and not exists (
         select from backfill join definition on definition.name = backfill.enrichment and is_current
           and content->>'object' = backfill.object
         join record on (record.record_id, record.connection, record.object)
           = (member.record_id, member.connection, member.object) and not deleted
         where backfill.id = $1)`,
    [id, ordinals],
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
  /** Known to be spent. */
  spentNanoUsd: number;
  /** Charged besides that, for calls whose outcome nobody knows. */
  heldNanoUsd: number;
}

export async function countBackfill(db: Pick<Db, "query">, id: string): Promise<BackfillCounts[]> {
  const sums = `count(*)::int as count, (count(*) filter (where in_flight_at_stop))::int as "inFlightAtStop",
    coalesce(sum(spent_nano_usd - held_nano_usd), 0)::float8 as "spentNanoUsd",
    coalesce(sum(held_nano_usd), 0)::float8 as "heldNanoUsd"`;
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
