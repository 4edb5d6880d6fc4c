import { liveWanter, type RecordRef } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import { wantSql } from "../wanting.ts";

/**
 * Wants again what either of two records has by the answer to the other, now that a person has said that
 * they are two companies. Returns how many rows of work.
 */
export async function wantApart(
  tx: Db,
  [one, other]: readonly [RecordRef, RecordRef],
): Promise<number> {
  const rows = await tx.query(
    `with used as (
       select work.connection, work.object, work.record_id, work.enrichment, work.wanted_hash as input_hash,
         array['${liveWanter}'] as wanted_by, 'ready' as state, null as reason_code, null::jsonb as reason_detail,
         now() as due_at, work.vendor_at, work.traceparent
       from (values ($1, $2, $3, $4, $5, $6), ($4, $5, $6, $1, $2, $3))
         as pair (connection, object, record_id, other_connection, other_object, other_id)
       join work using (connection, object, record_id)
       join answer on answer.fingerprint = work.fingerprint and answer.replaced_at is null
       join work asked on asked.id = answer.work_id
         and (asked.connection, asked.object, asked.record_id) = (other_connection, other_object, other_id)
       where work.reused and work.state in ('answered', 'writing', 'written', 'previewed', 'skipped', 'review')
       for update of work
     )
     ${wantSql("used")}
     returning 1`,
    [one, other].flatMap(({ connection, object, id }) => [connection, object, id]),
  );
  return rows.length;
}
