import type { ObjectName } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "./database.ts";
import type { RoleClaim } from "./role-leases.ts";

export async function findCursor<Cursor>(
  db: Db,
  connection: string,
  object: ObjectName,
): Promise<Cursor | null> {
  const rows = await db.query<{ cursor: Cursor }>(
    "select cursor from connection_cursor where connection = $1 and object = $2",
    [connection, object],
  );
  return rows[0]?.cursor ?? null;
}

/**
 * Call it only once the log has acknowledged everything before the cursor. False: another process has
 * taken over the reading of this object, and its cursor stays.
 */
export async function saveCursor(
  db: Db,
  {
    connection,
    object,
    cursor,
    reader,
  }: { connection: string; object: ObjectName; cursor: object; reader: RoleClaim },
): Promise<boolean> {
  const rows = await db.query(
    `insert into connection_cursor (connection, object, cursor)
     select $1, $2, $3 from role_lease where role = $4 and holder = $5
     on conflict (connection, object) do update set cursor = excluded.cursor, saved_at = now()
     returning 1`,
    [connection, object, storableJson(cursor), reader.role, reader.holder],
  );
  return rows.length === 1;
}
