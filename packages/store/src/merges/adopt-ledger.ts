import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** An entry that goes on under another id of its record. */
export interface TakenEntry {
  fromId: string;
  recordId: string;
  field: string;
}

/** Copies entries to the records that others were merged into; what is known of those is left alone. */
export async function adoptLedger(
  db: Db,
  {
    connection,
    object,
    entries,
  }: { connection: string; object: string; entries: readonly TakenEntry[] },
): Promise<{ recordId: string; field: string }[]> {
  return db.query(
    `insert into field_ledger (connection, object, record_id, field, owner, value, before_value, before_owner,
       work_id, generation, fingerprint, answer_id, pinned, withdrawn_fingerprint)
     select $1, $2, taken.into_id, field, owner, value, before_value, before_owner,
       work_id, generation, fingerprint, answer_id, pinned, withdrawn_fingerprint
     from unnest($3::text[], $4::text[], $5::text[]) as taken (from_id, into_id, field)
     join field_ledger using (field)
     where connection = $1 and object = $2 and record_id = taken.from_id
     on conflict do nothing
     returning record_id as "recordId", field`,
    [connection, object, ...columns(entries, ["fromId", "recordId", "field"])],
  );
}
