import type { ObjectName } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import { isParentWrittenSql, leasedParentsSql, leaseParentsSql } from "./parent-sql.ts";

export interface ParentsToLease {
  connection: string;
  parentIds: readonly string[];
  token: string;
  leaseMs: number;
}

const leaseSql = leaseParentsSql({
  parents: "select distinct unnest($2::text[])",
  ...{ token: "$3", leaseMs: "$4" },
});

/** Leases those that nobody else has, for one batch, and returns them. */
export async function leaseParents(
  db: Pick<Db, "query">,
  { connection, parentIds, token, leaseMs }: ParentsToLease,
): Promise<string[]> {
  return idsOf(await db.query(leaseSql, [connection, parentIds, token, leaseMs]));
}

/** Those of them under which something is being written. */
export async function findLeasedParents(
  db: Pick<Db, "query">,
  { connection, parentIds }: { connection: string; parentIds: readonly string[] },
): Promise<string[]> {
  return idsOf(
    await db.query(`${leasedParentsSql} and parent_id = any($2::text[])`, [connection, parentIds]),
  );
}

/** Those of them that are being written themselves. */
export async function findWrittenParents(
  db: Pick<Db, "query">,
  {
    connection,
    parentIds,
    objects,
  }: { connection: string; parentIds: readonly string[]; objects: readonly ObjectName[] },
): Promise<string[]> {
  return idsOf(
    await db.query(
      `select parent_id from unnest($2::text[]) as asked (parent_id)
       where ${isParentWrittenSql("asked.parent_id", "$3")}`,
      [connection, parentIds, objects],
    ),
  );
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

function idsOf(rows: readonly { parent_id: string }[]): string[] {
  return rows.map(({ parent_id }) => parent_id);
}
