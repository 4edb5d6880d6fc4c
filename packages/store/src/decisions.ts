import type { Reason, Wanter, WriteDecisionKind } from "@fieldwork/contracts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { reasonColumns } from "./reasons.ts";

/** What the writer decided for one field, and why. */
export interface DecisionRow {
  workId: string;
  generation: number;
  /** Whom the decided answer serves. */
  wantedBy: readonly Wanter[];
  field: string;
  decision: WriteDecisionKind;
  reason: Reason;
  liveValue: string | null;
  answerValue: string | null;
  fingerprint: string;
  traceparent: string | null;
  /** Null for an order that writes none. */
  answerId: string | null;
  /** A person has to decide about this answer. */
  opensReview: boolean;
}

/**
 * Stores decisions for the trail, and opens and closes reviews accordingly: an answer that waits for a
 * person opens a review or keeps its own; a review is closed if its answer no longer waits, or if a
 * newer answer replaced it. What a person's overwritten edit opened, only a person closes.
 */
export async function recordDecisions(db: Db, decisions: readonly DecisionRow[]): Promise<void> {
  await db.query(
    `with decided as (
       select * from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[],
         $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::boolean[])
         as t (work_id, generation, field, decision, reason_code, reason_detail, live_value, answer_value,
           fingerprint, traceparent, wanted_by, answer_id, opens_review)
     ), closed as (
       update review set closed_at = now(),
         closed_as = case when review.generation < decided.generation then 'superseded' else decision end
       from decided
       where review.work_id = decided.work_id and review.field = decided.field and closed_at is null
         and (review.generation < decided.generation or not opens_review)
         and review.reason_code <> 'edit-overwritten'
     ), opened as (
       insert into review (work_id, field, generation, connection, object, record_id, enrichment, answer_id,
         value, live_value, reason_code, reason_detail)
       select work_id, field, generation, connection, object, record_id, enrichment, answer_id,
         answer_value, live_value, decided.reason_code, decided.reason_detail
       from decided join work on work.id = work_id
       where opens_review
       on conflict (work_id, field, generation) do update set live_value = excluded.live_value,
         answer_id = excluded.answer_id, value = excluded.value, reason_code = excluded.reason_code,
         reason_detail = excluded.reason_detail, closed_at = null, closed_as = null
     )
     insert into write_decision (work_id, generation, field, decision, reason_code, reason_detail, live_value,
       answer_value, fingerprint, traceparent, wanted_by)
     select work_id, generation, field, decision, reason_code, reason_detail, live_value, answer_value,
       fingerprint, traceparent, string_to_array(wanted_by, ' ')
     from decided`,
    columns(
      decisions.map((one) => ({
        ...{ ...one, ...reasonColumns(one.reason) },
        wantedBy: one.wantedBy.join(" "),
      })),
      [
        "workId",
        "generation",
        "field",
        "decision",
        "reasonCode",
        "reasonDetail",
        "liveValue",
        "answerValue",
        "fingerprint",
        "traceparent",
        "wantedBy",
        "answerId",
        "opensReview",
      ],
    ),
  );
}
