import type { Actor } from "@fieldwork/contracts";
import type { List } from "../list.ts";

export interface AuditRow {
  id: string;
  at: Date;
  actor: Actor;
  order: string;
  subject: string;
  /** The network address that the order came from; null for what did not come over the network. */
  from: string | null;
  /** Null where there is nothing to tell, or the value was erased. */
  before: unknown;
  after: unknown;
}

/** Every order that was given, the last first. */
export const audit: List<AuditRow, "order"> = {
  name: "audit",
  table: "audit",
  groups: [{ sql: "order_name", filter: "order" }],
  key: [
    { sql: "at", type: "timestamptz" },
    { sql: "id", type: "bigint" },
  ],
  order: "descending",
  primaryKey: ["id"],
  columns: `t.id, t.at, jsonb_build_object('kind', t.actor_kind, 'id', t.actor_id, 'name', t.actor_name) as actor,
    t.order_name as "order", t.subject, t.came_from as "from", b.value as before, a.value as after`,
  joins: `left join audit_value as b on b.audit_id = t.id and b.side = 'before'
    left join audit_value as a on a.audit_id = t.id and a.side = 'after'`,
};
