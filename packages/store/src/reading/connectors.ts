import type { Reader } from "./reader.ts";

/** One object of a connection that is read. */
export interface ReadObject {
  connection: string;
  object: string;
  /** When its reading last came further. */
  readUntil: Date;
}

/** What has been read so far, wherever reading goes on. */
export async function listReadObjects(reader: Pick<Reader, "query">): Promise<ReadObject[]> {
  return reader.query(
    `select connection, object, saved_at as "readUntil" from connection_cursor order by connection, object`,
  );
}
