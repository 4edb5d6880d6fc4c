import type { RecordRef } from "@fieldwork/contracts";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";
import type { NewHint } from "./change-hints.ts";

/** The notes, say, that stand in a record's fields. */
export interface ShownActivities {
  ref: RecordRef;
  kind: string;
  activityIds: readonly string[];
}

/** Keeps what records show now, in place of what they showed before. */
export async function keepShownActivities(
  db: Pick<Db, "query">,
  shown: readonly ShownActivities[],
): Promise<void> {
  const rows = shown.map(({ ref, kind, activityIds }) => ({ ...ref, kind, ids: activityIds }));
  const newest = new Map(
    rows.map((row) => [[row.connection, row.object, row.id, row.kind].join(" "), row]),
  );
  if (newest.size === 0) return;
  await db.query(
    `with shown as (
       select * from jsonb_to_recordset($1::jsonb)
         as t (connection text, object text, id text, kind text, ids text[])
     ), emptied as (
       delete from shown_activity as known using shown
       where known.connection = shown.connection and known.object = shown.object
         and known.record_id = shown.id and known.kind = shown.kind and shown.ids = '{}'
     )
     insert into shown_activity as known (connection, object, record_id, kind, activity_ids)
     select connection, object, id, kind, ids from shown where ids <> '{}'
     order by id, connection, object, kind
     on conflict (record_id, connection, object, kind) do update
       set activity_ids = excluded.activity_ids
       where known.activity_ids <> excluded.activity_ids`,
    [JSON.stringify([...newest.values()])],
  );
}

/** An activity that its CRM says is gone. */
export interface EndedActivity {
  connection: string;
  kind: string;
  id: string;
  atMs: number;
  isBulk: boolean;
}

/** To read the records that show activities which are gone. */
export async function hintsOfEnded(
  db: Pick<Db, "query">,
  ended: readonly EndedActivity[],
): Promise<NewHint[]> {
  if (ended.length === 0) return [];
  const found = await db.query<RecordRef & { atMs: number; isBulk: boolean }>(
    `select known.connection, known.object, known.record_id as id, told.at_ms as "atMs",
       told.is_bulk as "isBulk"
     from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::boolean[])
       as told (connection, kind, id, at_ms, is_bulk)
     join shown_activity as known on known.activity_ids @> array[told.id]
       and known.connection = told.connection and known.kind = told.kind`,
    columns(ended, ["connection", "kind", "id", "atMs", "isBulk"]),
  );
  return found.map(({ connection, object, id, ...when }) => ({
    ...{ ref: { connection, object, id }, kind: "changed" },
    ...when,
  }));
}
