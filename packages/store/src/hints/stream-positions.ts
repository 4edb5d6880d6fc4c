import type { ObjectName } from "@fieldwork/contracts";
import type { Db } from "../database.ts";

interface Scope {
  connection: string;
  object: ObjectName;
}

/** Null where nobody has listened yet. */
export async function findStreamPosition(
  db: Pick<Db, "query">,
  { connection, object }: Scope,
): Promise<string | null> {
  const [row] = await db.query<{ position: string }>(
    "select position from stream_position where connection = $1 and object = $2",
    [connection, object],
  );
  return row?.position ?? null;
}

/** Saves it once what came before it is kept; null forgets it. */
export async function saveStreamPosition(
  db: Pick<Db, "query">,
  { connection, object }: Scope,
  position: string | null,
): Promise<void> {
  await db.query(
    position === null
      ? "delete from stream_position where connection = $1 and object = $2"
      : `insert into stream_position (connection, object, position) values ($1, $2, $3)
         on conflict (connection, object) do update set position = excluded.position, saved_at = now()`,
    [connection, object, ...(position === null ? [] : [position])],
  );
}
