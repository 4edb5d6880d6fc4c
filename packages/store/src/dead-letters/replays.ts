import type { Reason, RecordRef } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";
import { sparePaused } from "../holds/hold-statements.ts";

export type ReplayState = "trying" | "tried" | "going" | "paused" | "done" | "cancelled";
export type ReplayMemberState =
  | "waiting"
  | "sent"
  | "succeeded"
  | "failed"
  | "overtaken"
  | "cancelled";
export type ReplayCounts = Record<ReplayMemberState, number>;

/** An order to put dead letters of one cause back into the line. */
export interface NewReplay {
  id: string;
  kind: "work" | "event";
  cause: unknown;
  tryFirst: number;
  perMinute: number;
  /** Once the first have all succeeded, the others follow without another order. */
  goesOn: boolean;
  /** The first few pass holds over their enrichment, their connection or everything that are only paused. */
  passesPauses: boolean;
  orderedBy: string;
}

export interface Replay extends NewReplay {
  state: ReplayState;
  orderedAt: Date;
  endedAt: Date | null;
  counts: ReplayCounts;
  /** What had ended, and failed, when it last began to go on: it is judged by what ends afterwards. */
  judgedAfter: number;
  failedBefore: number;
}

export interface NewReplayMember {
  itemId: string;
  /** The record to read again, for an event. */
  ref: RecordRef | null;
  reason: Reason;
}

/** Stores the order with the set that it is about, which never changes afterwards. */
export async function createReplay(
  tx: Db,
  replay: NewReplay,
  members: readonly NewReplayMember[],
): Promise<void> {
  const { id, kind, cause, tryFirst, perMinute, goesOn, passesPauses, orderedBy } = replay;
  await tx.query(
    `insert into replay (id, kind, cause, try_first, per_minute, goes_on, passes_pauses, ordered_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, kind, storableJson(cause), tryFirst, perMinute, goesOn, passesPauses, orderedBy],
  );
  await tx.query(
    `insert into replay_member (replay_id, item_id, connection, object, record_id, reason_before)
     select $1, t.* from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::jsonb[]) as t`,
    [
      id,
      ...columns(
        members.map(({ itemId, ref, reason }) => ({
          ...{ itemId, reason: storableJson(reason), connection: ref?.connection ?? null },
          ...{ object: ref?.object ?? null, recordId: ref?.id ?? null },
        })),
        ["itemId", "connection", "object", "recordId", "reason"],
      ),
    ],
  );
}

/** With how many members are in which state; the newest first. */
export const replaysSql = (where: string) =>
  `select replay.id, kind, cause, state, try_first as "tryFirst", per_minute as "perMinute", goes_on as "goesOn", passes_pauses as "passesPauses",
     judged_after as "judgedAfter", failed_before as "failedBefore", ordered_by as "orderedBy", ordered_at as "orderedAt", ended_at as "endedAt",
     jsonb_build_object('waiting', 0, 'sent', 0, 'succeeded', 0, 'failed', 0, 'overtaken', 0, 'cancelled', 0)
       || coalesce((select jsonb_object_agg(state, many) from (
         select state, count(*)::int as many from replay_member where replay_id = replay.id group by 1) as counted), '{}')
       as counts
   from replay ${where}`;

/**
 * Locks one that may go on now, or of which something is still on its way, if no one else holds it. Each is looked
 * at again after `restMs`.
 */
export async function takeDueReplay(tx: Db, restMs: number): Promise<Replay | undefined> {
  const [due] = await tx.query<{ id: string }>(
    `update replay set next_at = now() + $1 * interval '1 millisecond'
     where id = (select id from replay where next_at <= now() and (state in ('trying', 'going')
         or state in ('paused', 'cancelled') and exists (
           select from replay_member where replay_id = replay.id and replay_member.state = 'sent'))
       order by next_at limit 1 for update skip locked)
     returning id`,
    [restMs],
  );
  if (due === undefined) return undefined;
  const [replay] = await tx.query<Replay>(replaysSql("where id = $1"), [due.id]);
  return replay;
}

/** Locks it, so that what is decided about it still holds as it is stored. */
export async function lockReplay(tx: Db, id: string): Promise<Replay | undefined> {
  await tx.query("select from replay where id = $1 for update", [id]);
  const [replay] = await tx.query<Replay>(replaysSql("where id = $1"), [id]);
  return replay;
}

/** Once it tries no longer, no hold spares it. What waits of a cancelled one goes no more. */
export async function setReplayState(tx: Db, id: string, state: ReplayState): Promise<void> {
  await tx.query(
    `update replay set state = $2::text, next_at = now(),
       ended_at = case when $2 in ('done', 'cancelled') then now() end,
       judged_after = case when $2 = 'going' then ended.count else judged_after end,
       failed_before = case when $2 = 'going' then ended.failed else failed_before end
     from (select count(*)::int as count, (count(*) filter (where state = 'failed'))::int as failed
       from replay_member where replay_id = $1 and state in ('succeeded', 'failed')) as ended
     where id = $1`,
    [id, state],
  );
  await sparePaused(tx, id, null);
  if (state !== "cancelled") return;
  await tx.query(
    `update replay_member set state = 'cancelled', ended_at = now()
     where replay_id = $1 and state = 'waiting'`,
    [id],
  );
}

/** The replay that still has the record of this dead letter of the log read; undefined if none has. */
export async function findReplayOfEvent(tx: Db, itemId: string): Promise<string | undefined> {
  const [found] = await tx.query<{ id: string }>(
    `select replay.id from replay_member as member join replay on replay.id = replay_id
     where item_id = $1::bigint and kind = 'event' and member.state in ('waiting', 'sent') limit 1`,
    [itemId],
  );
  return found?.id;
}

export interface WaitingMember {
  itemId: string;
  ref: RecordRef | null;
}

/** The next that wait, in the order of their ids. */
export async function listWaitingMembers(
  tx: Db,
  replayId: string,
  limit: number,
): Promise<WaitingMember[]> {
  return tx.query(
    `select item_id as "itemId", case when record_id is not null then jsonb_build_object(
       'connection', connection, 'object', object, 'id', record_id) end as ref
     from replay_member where replay_id = $1 and state = 'waiting' order by item_id limit $2`,
    [replayId, limit],
  );
}

/** Notes which were sent, and that the others of them were dead letters no longer. */
export async function markSent(
  tx: Db,
  replayId: string,
  { sent, overtaken }: { sent: readonly string[]; overtaken: readonly string[] },
): Promise<void> {
  await tx.query(
    `update replay_member set state = case when item_id = any($2::bigint[]) then 'sent' else 'overtaken' end,
       sent_at = case when item_id = any($2::bigint[]) then now() end,
       ended_at = case when item_id = any($2::bigint[]) then null else now() end
     where replay_id = $1 and state = 'waiting' and item_id = any($2::bigint[] || $3::bigint[])`,
    [replayId, sent, overtaken],
  );
}

/** Ends the members whose work has ended since it was sent: what is dead again failed anew. */
export async function settleWorkMembers(tx: Db, replayId: string): Promise<void> {
  await tx.query(
    `update replay_member set state = case work.state when 'dead' then 'failed' else 'succeeded' end,
       reason = case work.state when 'dead' then jsonb_build_object(
         'code', coalesce(work.reason_code, 'internal'), 'detail', work.reason_detail) end, ended_at = now()
     from work
     where replay_id = $1 and replay_member.state = 'sent' and work.id = item_id
       and work.state in ('written', 'previewed', 'skipped', 'superseded', 'review', 'dead')`,
    [replayId],
  );
}

/**
 * Ends the members whose record was read and planned since, or whose event failed anew; a record that the
 * line does not keep, because it was erased or no enrichment is of its object, is not waited for. Returns
 * the dead letters that are none any longer.
 */
export async function settleEventMembers(tx: Db, replayId: string): Promise<string[]> {
  const rows = await tx.query<{ item_id: string }>(
    `with seen as (
       select m.item_id, record.read_at >= asked.read_at as is_planned,
         coalesce(asked.reason, case when asked.read_at < now() - interval '10 minutes'
           and coalesce(record.read_at < asked.read_at, true) then '{"code": "not-wanted", "detail": null}'::jsonb end)
           as unread,
         (select jsonb_build_object('code', letter.reason_code, 'detail', letter.reason_detail)
          from log_dead_letter as letter
          where letter.key = m.connection || '/' || m.object || '/' || m.record_id and letter.failed_at > m.sent_at
          order by letter.failed_at desc limit 1) as anew
       from replay_member as m
       join ordered_read as asked using (record_id, connection, object)
       left join record using (record_id, connection, object)
       where m.replay_id = $1 and m.state = 'sent'
     )
     update replay_member set state = case when seen.anew is null and seen.unread is null then 'succeeded' else 'failed' end,
       reason = coalesce(seen.anew, seen.unread), ended_at = now()
     from seen
     where replay_id = $1 and replay_member.item_id = seen.item_id
       and (seen.anew is not null or seen.unread is not null or seen.is_planned)
     returning replay_member.item_id, replay_member.state`,
    [replayId],
  );
  return rows.flatMap((row) =>
    (row as { state?: string }).state === "succeeded" ? [row.item_id] : [],
  );
}
