import type { Reason, RecordRef, WriteDecisionKind } from "@fieldwork/contracts";
import { reasonSql } from "../../reasons.ts";
import { claimsSql } from "../claims.ts";
import type { List } from "../list.ts";
import { refSql, titleSql } from "./record-title.ts";

export interface DecisionListRow {
  /** Whose answer it was of; null of an order. */
  workId: string | null;
  orderId: string | null;
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

/** What the writer decided of answers and of orders, the last first. */
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
  columns: `claim.work_id as "workId", claim.order_id as "orderId", ${refSql("claim")} as ref,
    ${titleSql("r")} as title, claim.enrichment, t.generation, t.field, t.decision, ${reasonSql("t")} as reason,
    t.live_value as "liveValue", t.answer_value as "answerValue", t.decided_at as "decidedAt"`,
  joins: `join ${claimsSql} as claim on claim.id = page.work_id
    left join record as r
      on (r.record_id, r.connection, r.object) = (claim.record_id, claim.connection, claim.object)`,
};
