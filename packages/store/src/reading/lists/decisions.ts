import type { Reason, RecordRef, WriteDecisionKind } from "@fieldwork/contracts";
import { reasonSql } from "../../reasons.ts";
import type { List } from "../list.ts";
import { refSql, titleSql } from "./record-title.ts";

export interface DecisionListRow {
  workId: string;
  ref: RecordRef;
  title: string | null;
  enrichment: string;
  generation: number;
  field: string;
  decision: WriteDecisionKind;
  reason: Reason | null;
  liveValue: string | null;
  answerValue: string | null;
  decidedAt: Date;
}

/** What the writer decided, the last first. */
export const decisions: List<DecisionListRow, "field" | "decision"> = {
  name: "decisions",
  table: "write_decision",
  groups: [
    { sql: "field", filter: "field" },
    { sql: "decision", filter: "decision" },
  ],
  key: [{ sql: "id", type: "bigint" }],
  order: "descending",
  primaryKey: ["work_id", "id"],
  columns: `work_id as "workId", ${refSql("w")} as ref, ${titleSql("r")} as title, w.enrichment,
    t.generation, t.field, t.decision, ${reasonSql("t")} as reason, t.live_value as "liveValue",
    t.answer_value as "answerValue", t.decided_at as "decidedAt"`,
  joins: `join work as w on w.id = page.work_id
    left join record as r on (r.record_id, r.connection, r.object) = (w.record_id, w.connection, w.object)`,
};
