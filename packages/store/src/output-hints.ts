import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

/** The outputs of a record as a read has seen them, to be examined later. */
export interface OutputHint {
  connection: string;
  object: ObjectName;
  recordId: string;
  outputs: FieldValues;
}

export interface KeptHint extends OutputHint {
  /** Changes when it is seen again. */
  seenAt: string;
}

/** Keeps hints until no write to their records is under way; only the last one for each record. */
export async function keepOutputHints(db: Db, hints: readonly OutputHint[]): Promise<void> {
  await db.query(
    `insert into output_hint (connection, object, record_id, outputs, seen_at)
     select connection, object, record_id, outputs, clock_timestamp()
     from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])
       as t (connection, object, record_id, outputs)
     on conflict (record_id, connection, object) do update
       set outputs = excluded.outputs, seen_at = excluded.seen_at`,
    columns(
      hints.map((hint) => ({ ...hint, outputs: JSON.stringify(hint.outputs) })),
      ["connection", "object", "recordId", "outputs"],
    ),
  );
}

/** Hints for records to which no write is under way any more. */
export async function listDueOutputHints(db: Db, limit: number): Promise<KeptHint[]> {
  return db.query<KeptHint>(
    `select connection, object, record_id as "recordId", outputs, seen_at::text as "seenAt"
     from output_hint
     where not exists (
       select 1 from write_intent
       where (record_id, connection, object)
           = (output_hint.record_id, output_hint.connection, output_hint.object)
         and state = 'open' and opened_at > now() - interval '10 seconds')
     order by seen_at limit $1`,
    [limit],
  );
}

/** Forgets hints that were examined, unless they were seen again meanwhile. */
export async function dropOutputHints(db: Db, hints: readonly KeptHint[]): Promise<void> {
  await db.query(
    `delete from output_hint using unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
       as judged (connection, object, record_id, seen_at)
     where (output_hint.record_id, output_hint.connection, output_hint.object, output_hint.seen_at)
       = (judged.record_id, judged.connection, judged.object, judged.seen_at)`,
    columns(hints, ["connection", "object", "recordId", "seenAt"]),
  );
}

/** Our outputs as the newest read of a record showed them, and its timestamp. */
export interface ShownOutputs {
  recordId: string;
  vendorAt: Date;
  outputs: FieldValues;
}

/** Of these records, those that were there when they were read last. */
export async function findShownOutputs(
  db: Db,
  {
    connection,
    object,
    recordIds,
  }: { connection: string; object: ObjectName; recordIds: readonly string[] },
): Promise<ShownOutputs[]> {
  return db.query<ShownOutputs>(
    `select record_id as "recordId", vendor_at as "vendorAt", outputs from record
     where connection = $1 and object = $2 and record_id = any($3::text[]) and not deleted`,
    [connection, object, recordIds],
  );
}
