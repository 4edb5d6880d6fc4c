import type { RecordRef } from "@fieldwork/contracts";
import type { FieldOwner } from "../../ledger.ts";
import type { List } from "../list.ts";
import { titleSql } from "./record-title.ts";

export interface LedgerRow {
  ref: RecordRef;
  title: string | null;
  field: string;
  owner: FieldOwner;
  value: string | null;
  beforeValue: string | null;
  beforeOwner: FieldOwner | null;
  workId: string | null;
  generation: number | null;
  recordedAt: Date;
}

export type LedgerFilter = "connection" | "object" | "field" | "owner";

/** Whose each value is that we may write, the last recorded first. */
export const ledger: List<LedgerRow, LedgerFilter> = {
  name: "ledger",
  table: "field_ledger",
  // As its index says.
  where: "settled_at > '-infinity'",
  groups: [
    { sql: "connection", filter: "connection" },
    { sql: "object", filter: "object" },
    { sql: "field", filter: "field" },
    { sql: "owner", filter: "owner" },
  ],
  key: [
    { sql: "settled_at", type: "timestamptz" },
    { sql: "record_id", type: "text" },
    // Tells rows of one record, of two connections that know one id, and of one moment apart.
    { sql: "field", type: "text" },
    { sql: "connection", type: "text" },
    { sql: "object", type: "text" },
  ],
  order: "descending",
  primaryKey: ["record_id", "field", "connection", "object"],
  columns: `jsonb_build_object('connection', connection, 'object', object, 'id', record_id) as ref,
    ${titleSql("r")} as title, field, t.owner, t.value, t.before_value as "beforeValue",
    t.before_owner as "beforeOwner", t.work_id as "workId", t.generation, t.settled_at as "recordedAt"`,
  joins: "left join record as r using (record_id, connection, object)",
};
