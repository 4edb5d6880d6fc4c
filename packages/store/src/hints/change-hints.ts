import type { RecordRef } from "@fieldwork/contracts";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** What a CRM told of a record. */
export interface NewHint {
  ref: RecordRef;
  kind: "changed" | "deleted" | "restored";
  atMs: number;
  isBulk: boolean;
}

export interface ClaimedHint {
  object: RecordRef["object"];
  id: string;
  kind: NewHint["kind"];
  at: Date;
  told: number;
}

/** Keeps hints until their records are read: many of one record become one, of the newest kind. */
export async function keepHints(db: Pick<Db, "query">, hints: readonly NewHint[]): Promise<void> {
  if (hints.length === 0) return;
  const newest = new Map<string, NewHint>();
  for (const hint of hints) {
    const { connection, object, id } = hint.ref;
    const key = [connection, object, id].join(" ");
    const known = newest.get(key);
    const isBulk = hint.isBulk && (known?.isBulk ?? true);
    const last = known !== undefined && known.atMs > hint.atMs ? known : hint;
    newest.set(key, { ...last, isBulk });
  }
  await db.query(
    `insert into change_hint as known (connection, object, record_id, kind, hinted_at, is_bulk)
     select connection, object, record_id, kind, to_timestamp(at_ms / 1000), is_bulk
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::boolean[])
       as t (connection, object, record_id, kind, at_ms, is_bulk)
     order by record_id, connection, object
     on conflict (record_id, connection, object) do update set told = known.told + 1,
       kind = case when excluded.hinted_at >= known.hinted_at then excluded.kind else known.kind end,
       hinted_at = greatest(known.hinted_at, excluded.hinted_at),
       is_bulk = known.is_bulk and excluded.is_bulk`,
    columns(
      [...newest.values()].map(({ ref, ...hint }) => ({ ...ref, ...hint })),
      ["connection", "object", "id", "kind", "atMs", "isBulk"],
    ),
  );
}

/** Claims the oldest hints of a connection; those of an import let all others pass. */
export async function claimHints(
  db: Pick<Db, "query">,
  { connection, limit, leaseMs }: { connection: string; limit: number; leaseMs: number },
): Promise<ClaimedHint[]> {
  return db.query<ClaimedHint>(
    `update change_hint set lease_until = now() + $3 * interval '1 millisecond'
     where (record_id, connection, object) in (
       select record_id, connection, object from change_hint
       where connection = $1 and (lease_until is null or lease_until < now())
       order by is_bulk, noted_at limit $2 for update skip locked)
     returning object, record_id as id, kind, hinted_at as at, told`,
    [connection, limit, leaseMs],
  );
}

/** Forgets hints whose records were read, unless they were told again meanwhile: those are read again. */
export async function endHints(
  db: Pick<Db, "query">,
  connection: string,
  hints: readonly Pick<ClaimedHint, "object" | "id" | "told">[],
): Promise<void> {
  await db.query(
    `with read as (
       select * from unnest($2::text[], $3::text[], $4::int[]) as t (object, record_id, told)
     ), ended as (
       delete from change_hint using read
       where connection = $1 and change_hint.object = read.object
         and change_hint.record_id = read.record_id and change_hint.told = read.told
     )
     update change_hint set lease_until = null from read
     where connection = $1 and change_hint.object = read.object
       and change_hint.record_id = read.record_id and change_hint.told <> read.told`,
    [connection, ...columns(hints, ["object", "id", "told"])],
  );
}

/** Gives hints back whose records could not be read. */
export async function releaseHints(
  db: Pick<Db, "query">,
  connection: string,
  hints: readonly Pick<ClaimedHint, "object" | "id">[],
): Promise<void> {
  await db.query(
    `update change_hint set lease_until = null
     from unnest($2::text[], $3::text[]) as read (object, record_id)
     where connection = $1 and change_hint.object = read.object
       and change_hint.record_id = read.record_id`,
    [connection, ...columns(hints, ["object", "id"])],
  );
}
