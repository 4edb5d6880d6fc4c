import type { Db } from "../database.ts";

export interface NoticeChannel {
  id: string;
  kind: "webhook" | "email";
  /** A URL, or an address. */
  target: string;
  onlyFor: string | null;
  addedBy: string;
  addedAt: Date;
}

export interface NewChannel extends Pick<NoticeChannel, "kind" | "target" | "onlyFor" | "addedBy"> {
  /** Of a webhook. It is never read again but to sign. */
  secret: string | null;
}

export async function addChannel(db: Db, channel: NewChannel): Promise<string> {
  const { kind, target, secret, onlyFor, addedBy } = channel;
  const [row] = await db.query<{ id: string }>(
    `insert into notice_channel (kind, target, secret, only_for, added_by)
     values ($1, $2, $3, $4, $5) returning id`,
    [kind, target, secret, onlyFor, addedBy],
  );
  return row?.id ?? "";
}

/** What was on its way there is dropped. Undefined if there is no such channel. */
export async function removeChannel(
  db: Db,
  id: string,
): Promise<Pick<NoticeChannel, "kind" | "target"> | undefined> {
  const [row] = await db.query<Pick<NoticeChannel, "kind" | "target">>(
    "delete from notice_channel where id::text = $1 returning kind, target",
    [id],
  );
  return row;
}

export async function listChannels(db: Db): Promise<NoticeChannel[]> {
  return db.query<NoticeChannel>(
    `select id, kind, target, only_for as "onlyFor", added_by as "addedBy", added_at as "addedAt"
     from notice_channel order by added_at, id`,
  );
}
