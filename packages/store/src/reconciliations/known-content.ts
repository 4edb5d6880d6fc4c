import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import type { Db } from "../database.ts";

/** A record as the line knows it: what it keeps of its fields, and our outputs as they were last read. */
export interface KnownContent {
  id: string;
  vendorAt: Date;
  /** Known as one that is there no more. */
  hasEnded: boolean;
  fields: FieldValues;
  outputs: FieldValues;
}

interface Scope {
  connection: string;
  object: ObjectName;
}

const contentSql = `select record_id as id, vendor_at as "vendorAt", deleted as "hasEnded", fields, outputs
  from record where connection = $1 and object = $2`;

/** Any so many of them. */
export async function sampleKnown(
  db: Pick<Db, "query">,
  { connection, object }: Scope,
  size: number,
): Promise<KnownContent[]> {
  const sql = `${contentSql} and not deleted order by random() limit $3`;
  return db.query(sql, [connection, object, size]);
}

/** The next of them, in the order of their ids as the store sorts them. */
export async function listKnownAfter(
  db: Pick<Db, "query">,
  { connection, object }: Scope,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<KnownContent[]> {
  const sql = `${contentSql} and not deleted and record_id > $3 order by record_id limit $4`;
  return db.query(sql, [connection, object, afterId, limit]);
}

/** Those with these ids that are known, ended ones included. */
export async function findKnownContent(
  db: Pick<Db, "query">,
  { connection, object }: Scope,
  ids: readonly string[],
): Promise<KnownContent[]> {
  return db.query(`${contentSql} and record_id = any($3)`, [connection, object, ids]);
}

export async function countKnown(
  db: Pick<Db, "query">,
  { connection, object }: Scope,
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::float8 as count from record where connection = $1 and object = $2 and not deleted`,
    [connection, object],
  );
  return row?.count ?? 0;
}
