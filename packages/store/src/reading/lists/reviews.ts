import type { AnsweredOutputs, Reason, RecordRef } from "@fieldwork/contracts";
import { reasonSql } from "../../reasons.ts";
import { reviewStateSql } from "../../reviews.ts";
import type { List } from "../list.ts";
import { refSql, titleSql } from "./record-title.ts";

export interface ReviewRow {
  workId: string;
  field: string;
  generation: number;
  /** Null: of an answer that has not been kept. */
  answerId: string | null;
  ref: RecordRef;
  title: string | null;
  /** The record is gone from the CRM since. */
  deleted: boolean;
  enrichment: string;
  reason: Reason;
  /** What the answer says, and what stood in the CRM when it was decided. */
  value: string | null;
  liveValue: string | null;
  /** The whole answer, with confidence and evidence, and who gave it. */
  outputs: AnsweredOutputs | null;
  promptVersion: string | null;
  provider: string | null;
  model: string | null;
  openedAt: Date;
  /** What stands in the CRM as far as we have seen: an order carries it, and writes over nothing else. */
  seenValue: string | null;
  /** Its inputs have changed since: a newer answer is on its way. */
  isOutdated: boolean;
  /** An order for the field is on its way to the CRM. */
  isOrdered: boolean;
  /** Who is looking at it, and until when nobody else may take it. */
  leaseHolder: string | null;
  leaseUntil: Date | null;
}

/** Answers to single fields that wait for a person, the longest first. */
export const reviews: List<ReviewRow, "connection" | "object" | "field" | "reason"> = {
  name: "reviews",
  table: "review",
  where: "closed_at is null",
  groups: [
    { sql: "connection", filter: "connection" },
    { sql: "object", filter: "object" },
    { sql: "field", filter: "field" },
    { sql: "reason_code", filter: "reason" },
  ],
  key: [
    { sql: "opened_at", type: "timestamptz" },
    { sql: "work_id", type: "bigint" },
    { sql: "generation", type: "int" },
    // Tells two fields of one answer apart.
    { sql: "field", type: "text" },
  ],
  order: "ascending",
  primaryKey: ["work_id", "field", "generation"],
  columns: `t.work_id as "workId", t.field, t.generation, t.answer_id as "answerId", ${refSql("t")} as ref, ${titleSql("r")} as title,
    coalesce(r.deleted, false) as deleted, t.enrichment, ${reasonSql("t")} as reason, t.value,
    t.live_value as "liveValue", a.outputs, a.prompt_version as "promptVersion", a.provider, a.model,
    t.opened_at as "openedAt", ${reviewStateSql("t", "r")}`,
  joins: `left join record as r on (r.record_id, r.connection, r.object) = (t.record_id, t.connection, t.object)
    left join answer as a on a.id = t.answer_id`,
};
