import { isAnySql } from "../claim-orders.ts";
import { isInStateSql } from "../due-answers.ts";

/** The parents in the connection $1 under which something is being written. */
export const leasedParentsSql =
  "select parent_id from parent_lease where connection = $1 and lease_until > now()";

/**
 * Whether a parent is being written itself, in the connection $1: that keeps it like a lease. `or`: or is in this
 * state.
 */
export function isParentWrittenSql(parentId: string, objects: string, or = "false"): string {
  const isIt = `parent.connection = $1 and parent.object = any(${objects}::text[])
    and parent.record_id = ${parentId}`;
  return `(${isAnySql("work as parent", `${isIt} and (${isInStateSql("parent", "writing")} or ${or})`)}
    or exists (select from write_order where state = 'writing')
      and ${isAnySql("write_order as parent", `${isIt} and parent.state = 'writing'`)})`;
}

/** Leases those of the parents in the connection $1 that nobody else has. */
export function leaseParentsSql({
  parents,
  token,
  leaseMs,
}: {
  parents: string;
  token: string;
  leaseMs: string;
}): string {
  return `insert into parent_lease as standing (connection, parent_id, token, lease_until)
    select $1, parent_id, ${token}::uuid, now() + ${leaseMs} * interval '1 millisecond'
    from (${parents}) as asked (parent_id)
    order by parent_id
    on conflict (parent_id, connection) do update
      set token = excluded.token, lease_until = excluded.lease_until
      where standing.token = excluded.token or standing.lease_until < now()
    returning parent_id`;
}
