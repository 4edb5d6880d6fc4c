import type { Reason } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";

/** Which dead letters of the log: one topic, one group (null: not published), one code. */
export interface DeadEventScope {
  topic: string;
  group: string | null;
  code: string;
}

export interface ListedDeadEvent {
  id: string;
  key: string;
  reason: Reason;
}

/** A dead letter with everything that it holds. */
export interface WholeDeadEvent extends ListedDeadEvent {
  topic: string;
  group: string | null;
  value: unknown;
  failedAt: Date;
}

const reason = "jsonb_build_object('code', reason_code, 'detail', reason_detail) as reason";

/** Dead letters of one scope, in the order of their ids. */
export async function listDeadEventsOf(
  db: Pick<Db, "query">,
  { topic, group, code }: DeadEventScope,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<ListedDeadEvent[]> {
  return db.query(
    `select id, key, ${reason} from log_dead_letter
     where topic = $1 and coalesce(consumer_group, '') = $2 and reason_code = $3 and id > $4 order by id limit $5`,
    [topic, group ?? "", code, afterId, limit],
  );
}

export async function findDeadEvent(
  db: Pick<Db, "query">,
  id: string,
): Promise<WholeDeadEvent | undefined> {
  const [found] = await db.query<WholeDeadEvent>(
    `select id, topic, consumer_group as "group", key, value, ${reason}, failed_at as "failedAt"
     from log_dead_letter where id = $1::bigint`,
    [id],
  );
  return found;
}

/** Locks it until the transaction ends, so that two people do not edit the same one at once. */
export async function lockDeadEvent(tx: Db, id: string): Promise<WholeDeadEvent | undefined> {
  await tx.query("select from log_dead_letter where id = $1::bigint for update", [id]);
  return findDeadEvent(tx, id);
}

/** Changes what it holds. False if the topic has another that was not published, of the same key. */
export async function changeDeadEvent(
  tx: Db,
  id: string,
  { key, value }: { key: string; value: unknown },
): Promise<boolean> {
  const rows = await tx.query(
    `update log_dead_letter as letter set key = $2, value = $3
     where id = $1::bigint and not (log_offset is null and exists (
       select from log_dead_letter as other
       where (other.topic, other.key) = (letter.topic, $2) and other.log_offset is null and other.id <> letter.id))
     returning 1`,
    [id, key, storableJson(value)],
  );
  return rows.length > 0;
}

/** Forgets dead letters; one that failed after `before` stays. Returns the ids of those that are gone. */
export async function dropDeadEvents(
  db: Db,
  ids: readonly string[],
  before: Date,
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    "delete from log_dead_letter where id = any($1::bigint[]) and failed_at <= $2 returning id",
    [ids, before],
  );
  return rows.map(({ id }) => id);
}
