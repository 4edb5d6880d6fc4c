import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

/** What the writer decided for one field, and why. */
export interface DecisionRow {
  workId: string;
  generation: number;
  field: string;
  decision: string;
  reason: string;
  liveValue: string | null;
  answerValue: string | null;
  fingerprint: string;
  traceparent: string | null;
}

export async function recordDecisions(db: Db, decisions: readonly DecisionRow[]): Promise<void> {
  await db.query(
    `insert into write_decision (work_id, generation, field, decision, reason, live_value, answer_value,
       fingerprint, traceparent)
     select * from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::text[])`,
    columns(decisions, [
      "workId",
      "generation",
      "field",
      "decision",
      "reason",
      "liveValue",
      "answerValue",
      "fingerprint",
      "traceparent",
    ]),
  );
}
