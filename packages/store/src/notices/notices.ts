import type { Db } from "../database.ts";
import type { NoticeTopic } from "./topics.ts";

/** What people were last told about a topic. */
export type ToldTopic = Omit<NoticeTopic, "detail">;

/** One change of one topic. */
export interface NewNotice extends Omit<NoticeTopic, "state"> {
  /** Null: there was nothing to tell. */
  before: string | null;
  /** Null: it has recovered. */
  state: string | null;
}

export interface Notice extends NewNotice {
  id: string;
  toldAt: Date;
}

export const noticeColumnsSql = `notice.id::text as id, notice.topic, notice.kind, notice.state_before as before,
  notice.state, notice.asked_by as "askedBy", notice.detail, notice.told_at as "toldAt"`;

export async function findToldTopics(db: Db): Promise<ToldTopic[]> {
  return db.query<ToldTopic>(
    `select topic, kind, state, asked_by as "askedBy" from notice_topic order by topic`,
  );
}

/**
 * Keeps the notices and what they leave people knowing, and puts them on their way to every channel that
 * is for them. Of several processes that saw the same change, one tells of it. Returns how many it were.
 */
export async function tellNotices(db: Db, notices: readonly NewNotice[]): Promise<number> {
  const rows = await db.query(
    `with change as (
       select * from jsonb_to_recordset($1::jsonb) as change (
         topic text, kind text, before text, state text, "askedBy" text, detail jsonb)
     ), moved as (
       insert into notice_topic as told (topic, kind, state, asked_by)
       select topic, kind, state, "askedBy" from change where state is not null
       on conflict (topic) do update set state = excluded.state, told_at = now()
       where told.state = (select before from change where change.topic = excluded.topic)
       returning topic
     ), recovered as (
       delete from notice_topic as told using change
       where told.topic = change.topic and change.state is null and told.state = change.before
       returning told.topic
     ), notice as (
       insert into notice (topic, kind, state_before, state, asked_by, detail)
       select topic, kind, before, state, "askedBy", detail from change
       where topic in (select topic from moved union all select topic from recovered)
       returning id, asked_by
     ), delivery as (
       insert into notice_delivery (notice_id, channel_id)
       select notice.id, channel.id from notice join notice_channel as channel
         on channel.only_for is null or channel.only_for = notice.asked_by
     )
     select from notice`,
    [JSON.stringify(notices)],
  );
  return rows.length;
}

/** The last ones first. */
export async function listNotices(db: Db, limit: number): Promise<Notice[]> {
  return db.query<Notice>(
    `select ${noticeColumnsSql} from notice order by told_at desc, id desc limit $1`,
    [limit],
  );
}

const keptDays = 90;

/**
 * Drops the notices of a time past, with how they were delivered, and forgets what ended for good. Returns
 * how many notices it were.
 */
export async function dropOldNotices(db: Db, limit: number): Promise<number> {
  await db.query(
    `delete from notice_topic where kind = 'backfill' and state in ('finished', 'cancelled')
       and told_at < now() - interval '${keptDays} days'`,
  );
  const dropped = await db.query(
    `delete from notice where id in (
       select id from notice where told_at < now() - interval '${keptDays} days' order by told_at, id limit $1)
     returning 1`,
    [limit],
  );
  return dropped.length;
}
