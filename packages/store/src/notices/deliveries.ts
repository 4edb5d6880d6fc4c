import type { Db } from "../database.ts";
import type { NewChannel } from "./channels.ts";
import { type Notice, noticeColumnsSql } from "./notices.ts";

/** A notice on its way to one channel. */
export interface Delivery {
  channelId: string;
  channel: Pick<NewChannel, "kind" | "target" | "secret">;
  notice: Notice;
  /** This one included. */
  tries: number;
}

interface TakenRow extends Notice {
  channelId: string;
  channelKind: NewChannel["kind"];
  target: string;
  secret: string | null;
  tries: number;
}

/**
 * Takes what is due. Whoever takes one has `leaseSeconds` to say how it went: after that it is due again, so
 * it may arrive twice, under the same key.
 */
export async function takeDeliveries(
  db: Db,
  { limit, leaseSeconds }: { limit: number; leaseSeconds: number },
): Promise<Delivery[]> {
  const rows = await db.query<TakenRow>(
    `with due as (
       select notice_id, channel_id from notice_delivery where state = 'waiting' and due_at <= now()
       order by due_at limit $1 for update skip locked
     ), taken as (
       update notice_delivery as delivery
       set tries = tries + 1, due_at = now() + $2::float8 * interval '1 second'
       from due where delivery.notice_id = due.notice_id and delivery.channel_id = due.channel_id
       returning delivery.notice_id, delivery.channel_id, tries
     )
     select ${noticeColumnsSql}, taken.channel_id as "channelId", taken.tries,
       channel.kind as "channelKind", channel.target, channel.secret
     from taken join notice on notice.id = taken.notice_id
     join notice_channel as channel on channel.id = taken.channel_id order by notice.id`,
    [limit, leaseSeconds],
  );
  return rows.map(({ channelId, channelKind, target, secret, tries, ...notice }) => ({
    ...{ channelId, tries, notice },
    channel: { kind: channelKind, target, secret },
  }));
}

export type DeliveryOutcome =
  | { kind: "delivered" }
  | { kind: "again"; inSeconds: number; said: string }
  | { kind: "failed"; said: string };

export async function endDelivery(
  db: Db,
  { notice, channelId }: Pick<Delivery, "notice" | "channelId">,
  outcome: DeliveryOutcome,
): Promise<void> {
  const { kind } = outcome;
  await db.query(
    `update notice_delivery set state = $3, said = $4,
       due_at = now() + $5::float8 * interval '1 second',
       ended_at = case when $3 = 'waiting' then null else now() end
     where notice_id = $1 and channel_id = $2 and state = 'waiting'`,
    [
      ...[notice.id, channelId, kind === "again" ? "waiting" : kind],
      kind === "delivered" ? null : outcome.said,
      kind === "again" ? outcome.inSeconds : 0,
    ],
  );
}
