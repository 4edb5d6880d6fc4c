import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

/** What a connection may do of one thing that an object needs. */
export interface ConnectionFinding {
  object: string;
  scope: "fields" | "records" | "outputs";
  state: "fine" | "odd" | "wrong";
  told: string;
  remedy: string | null;
}

/** The last test of a connection that was ordered. */
export interface ConnectionTest {
  connection: string;
  orderedBy: string;
  orderedAt: Date;
  /** Null while it is not done. */
  findings: ConnectionFinding[] | null;
  endedAt: Date | null;
}

/** In place of the one before. */
export async function orderConnectionTest(
  tx: Db,
  { connection, orderedBy }: Pick<ConnectionTest, "connection" | "orderedBy">,
): Promise<void> {
  await tx.query(
    `insert into connection_test (connection, ordered_by) values ($1, $2)
     on conflict (connection) do update set ordered_by = excluded.ordered_by, ordered_at = now(),
       lease_until = null, findings = null, ended_at = null`,
    [connection, orderedBy],
  );
}

/** By the connection's name. */
export async function listConnectionTests(db: Pick<Db, "query">): Promise<ConnectionTest[]> {
  return db.query(
    `select connection, ordered_by as "orderedBy", ordered_at as "orderedAt", findings, ended_at as "endedAt"
     from connection_test order by connection`,
  );
}

/** Claims the one that waits for a connection; returns which order it is. */
export async function claimConnectionTest(
  db: Pick<Db, "query">,
  { connection, leaseMs }: { connection: string; leaseMs: number },
): Promise<string | undefined> {
  const [claimed] = await db.query<{ order: string }>(
    `update connection_test set lease_until = now() + $2 * interval '1 millisecond'
     where connection = $1 and ended_at is null and (lease_until is null or lease_until < now())
     returning ordered_at::text as order`,
    [connection, leaseMs],
  );
  return claimed?.order;
}

/** What was found; of an order that another has replaced, nothing is kept. */
export async function keepConnectionTest(
  db: Pick<Db, "query">,
  { connection, order }: { connection: string; order: string },
  findings: readonly ConnectionFinding[],
): Promise<void> {
  await db.query(
    `update connection_test set findings = $3, ended_at = now(), lease_until = null
     where connection = $1 and ordered_at = $2::timestamptz and ended_at is null`,
    [connection, order, storableJson(findings)],
  );
}
