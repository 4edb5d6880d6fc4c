import type { ObjectName } from "@fieldwork/contracts";
import type { Db } from "./database.ts";

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

/** Call it only once the log has acknowledged everything before the cursor. */
export async function saveCursor(
  db: Db,
  { connection, object, cursor }: { connection: string; object: ObjectName; cursor: object },
): Promise<void> {
  await db.query(
    `insert into connection_cursor (connection, object, cursor)
     values ($1, $2, $3)
     on conflict (connection, object) do update set cursor = excluded.cursor, saved_at = now()`,
    [connection, object, JSON.stringify(cursor)],
  );
}
