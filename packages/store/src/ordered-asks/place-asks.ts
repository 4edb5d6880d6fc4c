import type { RecordRef } from "@fieldwork/contracts";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** The channel on which enrichers hear that something was ordered, or is not waited for any more. */
export const orderedAskChannel = "ordered_ask";

/** A question about one record that a person orders. */
export interface NewOrderedAsk {
  /** A UUID; names its calls too. */
  id: string;
  purpose: "preview" | "sample";
  /** The backfill that it is a sample of. */
  backfillId: string | null;
  ref: RecordRef;
  enrichment: string;
  definitionHash: string;
  /** As `provider/model`; null: those of the route, in its order. */
  model: string | null;
  orderedBy: string;
  /** So long somebody waits for it; null: it need not be waited for. */
  watchedForMs: number | null;
  keptForMs: number;
}

/** Stores what was ordered; of an id that is there already, nothing. Enrichers hear of it at the commit. */
export async function placeOrderedAsks(db: Db, asks: readonly NewOrderedAsk[]): Promise<void> {
  await db.query(
    `insert into ordered_ask (id, purpose, backfill_id, connection, object, record_id, enrichment, definition_hash,
       model, ordered_by, watched_until, expires_at)
     select id, purpose, backfill_id, connection, object, record_id, enrichment, definition_hash, model, ordered_by,
       now() + watched_ms * interval '1 millisecond', now() + kept_ms * interval '1 millisecond'
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
         $9::text[], $10::text[], $11::float8[], $12::float8[])
       as t (id, purpose, backfill_id, connection, object, record_id, enrichment, definition_hash, model, ordered_by,
         watched_ms, kept_ms)
     on conflict (id) do nothing`,
    [
      ...columns(asks, ["id", "purpose", "backfillId"]),
      ...columns(
        asks.map(({ ref }) => ref),
        ["connection", "object", "id"],
      ),
      ...columns(asks, ["enrichment", "definitionHash", "model", "orderedBy"]),
      ...columns(asks, ["watchedForMs", "keptForMs"]),
    ],
  );
  await db.query(`notify ${orderedAskChannel}`);
}

/** Somebody still waits for these. */
export async function watchOrderedAsks(
  db: Db,
  ids: readonly string[],
  watchedForMs: number,
): Promise<void> {
  await db.query(
    `update ordered_ask set watched_until = now() + $2 * interval '1 millisecond'
     where id = any($1::uuid[]) and ended_at is null`,
    [ids, watchedForMs],
  );
}

/** Nobody waits for these any more: what is not asked yet never is, and a call under way is ended. */
export async function stopOrderedAsks(db: Db, ids: readonly string[]): Promise<void> {
  await db.query(
    `with stopped as (
       update ordered_ask set is_stopped = true,
         state = case when state = 'waiting' then 'cancelled' else state end,
         ended_at = case when state = 'waiting' then now() end
       where id = any($1::uuid[]) and ended_at is null returning id
     )
     select pg_notify('${orderedAskChannel}', '') from stopped limit 1`,
    [ids],
  );
}
