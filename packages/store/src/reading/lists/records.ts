import type { FieldValues, RecordRef } from "@fieldwork/contracts";
import type { GroupColumn, List } from "../list.ts";
import { titleSql } from "./record-title.ts";

export interface RecordRow {
  ref: RecordRef;
  /** What people call it; null if no field says. */
  title: string | null;
  /** The newest fields and last-seen outputs, each cut after 200 characters. */
  fields: FieldValues;
  outputs: FieldValues;
  deleted: boolean;
  /** When its newest version came in. */
  changedAt: Date;
  /** When the CRM says it was changed. */
  vendorAt: Date;
}

export type RecordFilter = "connection" | "object";

const cut = (column: string) =>
  `coalesce((select jsonb_object_agg(key, left(value, 200)) from jsonb_each_text(t.${column})), '{}') as ${column}`;

const common = {
  table: "record",
  order: "descending",
  primaryKey: ["record_id", "connection", "object"],
  columns: `jsonb_build_object('connection', connection, 'object', object, 'id', record_id) as ref,
    ${titleSql("t")} as title, ${cut("fields")}, ${cut("outputs")}, t.deleted,
    t.changed_at as "changedAt", t.vendor_at as "vendorAt"`,
} as const;

const newestFirst = [
  { sql: "changed_at", type: "timestamptz" },
  { sql: "record_id", type: "text" },
  { sql: "connection", type: "text" },
  { sql: "object", type: "text" },
] as const;

/** Every record, newest change first; what a search finds, too. */
export const allRecords: List<RecordRow> = {
  ...common,
  name: "all-records",
  groups: [],
  key: newestFirst,
};

const groups: readonly GroupColumn<RecordFilter>[] = [
  { sql: "connection", filter: "connection" },
  { sql: "object", filter: "object" },
];

/** The records of a connection, of an object, or of both; of one value of a filterable field, too. */
export const recordsWithin: List<RecordRow, RecordFilter> = {
  ...common,
  name: "records",
  groups,
  // As its index says.
  where: "changed_at > '-infinity'",
  key: newestFirst,
};
