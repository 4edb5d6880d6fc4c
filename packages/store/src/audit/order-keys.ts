import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

export interface KeyedOrder {
  keyHash: string;
  requestHash: string;
}

/** What is known of an order with the same key. */
export type EarlierOrder =
  | { kind: "none" }
  | { kind: "another" }
  | { kind: "under-way" }
  | { kind: "ended"; reply: unknown };

/**
 * Claims a key, in the transaction of its order: of several orders with it, one is told that there was
 * none before, and goes on. One that died in between has left no key.
 */
export async function claimOrderKey(
  tx: Db,
  { keyHash, requestHash }: KeyedOrder,
): Promise<EarlierOrder> {
  // Nobody waits here for an order that takes its time.
  const [lock] = await tx.query<{ isFree: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended($1, 7)) as "isFree"`,
    [keyHash],
  );
  if (lock?.isFree !== true) return { kind: "under-way" };
  const claimed = await tx.query(
    `insert into order_key (key_hash, request_hash) values ($1, $2)
     on conflict (key_hash) do nothing returning 1`,
    [keyHash, requestHash],
  );
  if (claimed.length > 0) return { kind: "none" };
  const [found] = await tx.query<{ isSame: boolean; hasEnded: boolean; reply: unknown }>(
    `select request_hash = $2 as "isSame", ended_at is not null as "hasEnded", reply
     from order_key where key_hash = $1`,
    [keyHash, requestHash],
  );
  if (found === undefined) return { kind: "under-way" };
  if (!found.isSame) return { kind: "another" };
  return found.hasEnded ? { kind: "ended", reply: found.reply } : { kind: "under-way" };
}

/** With undefined, the reply is not kept. */
export async function keepOrderReply(db: Db, keyHash: string, reply: unknown): Promise<void> {
  await db.query("update order_key set reply = $2, ended_at = now() where key_hash = $1", [
    keyHash,
    reply === undefined ? null : storableJson(reply),
  ]);
}

/** A key is known for a day. */
export async function dropOldOrderKeys(db: Db, limit: number): Promise<number> {
  const dropped = await db.query(
    `delete from order_key where key_hash in (
       select key_hash from order_key where begun_at < now() - interval '1 day' order by begun_at limit $1)
     returning 1`,
    [limit],
  );
  return dropped.length;
}
