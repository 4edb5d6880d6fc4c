import type { Reader } from "./reader.ts";

/** One object of a connection that is read. */
export interface ReadObject {
  connection: string;
  object: string;
  /** When its reading last came further. */
  readUntil: Date;
  /** What changed before, in the CRM's own time, has been read; null while the first reading goes on. */
  completeUntil: Date | null;
}

/** Where the records of an object have their pages, with `{id}` for the id; null: not known. */
export async function findRecordPage(
  reader: Pick<Reader, "query">,
  { connection, object }: Pick<ReadObject, "connection" | "object">,
): Promise<string | null> {
  const [found] = await reader.query<{ page: string | null }>(
    "select record_page as page from described_object where connection = $1 and object = $2",
    [connection, object],
  );
  return found?.page ?? null;
}

/** What has been read so far, wherever reading goes on. */
export async function listReadObjects(reader: Pick<Reader, "query">): Promise<ReadObject[]> {
  return reader.query(
    `select connection, object, saved_at as "readUntil",
       to_timestamp((cursor->>'scannedAt')::float8 / 1000) as "completeUntil"
     from connection_cursor order by connection, object`,
  );
}
