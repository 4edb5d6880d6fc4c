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
}

export async function recordDecisions(db: Db, decisions: readonly DecisionRow[]): Promise<void> {
  await db.query(
    `insert into write_decision (work_id, generation, field, decision, reason_code, reason_detail, live_value,
       answer_value, fingerprint, traceparent, wanted_by)
     select work_id, generation, field, decision, reason_code, reason_detail, live_value, answer_value,
       fingerprint, traceparent, string_to_array(wanted_by, ' ')
     from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[],
       $8::text[], $9::text[], $10::text[], $11::text[])
       as t (work_id, generation, field, decision, reason_code, reason_detail, live_value, answer_value,
         fingerprint, traceparent, wanted_by)`,
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
      ],
    ),
  );
}
