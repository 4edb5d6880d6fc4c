import type { Reason } from "@fieldwork/contracts";
import type { List } from "../list.ts";
import { titleSql } from "./record-title.ts";

export interface DeadEventRow {
  id: string;
  topic: string;
  /** The group that could not handle it; null when it was not published. */
  group: string | null;
  partition: number | null;
  offset: string | null;
  /** Of most topics a record's: `connection/object/id`. */
  key: string;
  /** Of the record that the key names; null where it names none, or one that no read has brought. */
  title: string | null;
  reason: Reason;
  /** What it holds, as JSON; cut after 2,000 characters. */
  value: string;
  traceparent: string | null;
  failedAt: Date;
}

export const deadEventReasonSql =
  "jsonb_build_object('code', t.reason_code, 'detail', t.reason_detail)";

/**
 * Events of the log that could not be handled or published, on either stack, the last first. The table
 * is the event log's own, and exists once its migrations have run. `group` is empty for what was not
 * published.
 */
export const deadEvents: List<DeadEventRow, "topic" | "group" | "reason"> = {
  name: "dead-events",
  table: "log_dead_letter",
  groups: [
    { sql: "topic", filter: "topic" },
    { sql: "coalesce(consumer_group, '')", filter: "group" },
    { sql: "reason_code", filter: "reason" },
  ],
  key: [
    { sql: "failed_at", type: "timestamptz" },
    { sql: "id", type: "bigint" },
  ],
  order: "descending",
  primaryKey: ["id"],
  columns: `t.id, t.topic, t.consumer_group as "group", t.partition, t.log_offset as "offset", t.key,
    ${titleSql("r")} as title, ${deadEventReasonSql} as reason, left(t.value::text, 2000) as value, t.traceparent,
    t.failed_at as "failedAt"`,
  joins: `left join record as r on (r.record_id, r.connection, r.object)
    = (split_part(t.key, '/', 3), split_part(t.key, '/', 1), split_part(t.key, '/', 2))`,
};
