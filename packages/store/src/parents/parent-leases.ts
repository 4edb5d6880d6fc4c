import type { Db } from "../database.ts";

export interface ParentsToLease {
  connection: string;
  parentIds: readonly string[];
  token: string;
  leaseMs: number;
}

/** Leases those that nobody else has, for one batch, and returns them. */
export async function leaseParents(
  db: Pick<Db, "query">,
  { connection, parentIds, token, leaseMs }: ParentsToLease,
): Promise<string[]> {
  const rows = await db.query<{ parentId: string }>(
    `insert into parent_lease as standing (connection, parent_id, token, lease_until)
     select $1, parent_id, $3, now() + $4 * interval '1 millisecond'
     from unnest($2::text[]) as asked (parent_id)
     order by parent_id
     on conflict (parent_id, connection) do update
       set token = excluded.token, lease_until = excluded.lease_until
       where standing.token = excluded.token or standing.lease_until < now()
     returning parent_id as "parentId"`,
    [connection, [...new Set(parentIds)], token, leaseMs],
  );
  return rows.map(({ parentId }) => parentId);
}

export async function renewParents(
  db: Pick<Db, "query">,
  { tokens, leaseMs }: { tokens: readonly string[]; leaseMs: number },
): Promise<void> {
  await db.query(
    `update parent_lease set lease_until = now() + $2 * interval '1 millisecond'
     where token = any($1::uuid[])`,
    [tokens, leaseMs],
  );
}

const forgottenAfter = "interval '1 hour'";

/** Also ends what a killed process left, once nobody has asked for it for long. */
export async function releaseParents(db: Pick<Db, "query">, token: string): Promise<void> {
  await db.query(
    `delete from parent_lease where token = $1 or lease_until < now() - ${forgottenAfter}`,
    [token],
  );
}
