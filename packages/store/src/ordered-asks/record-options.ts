import type { ObjectName } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** By output: the options that one record takes, where they are fewer than the field has. */
export type OptionsOfRecord = Readonly<Record<string, readonly string[]>>;

/** An ask whose answer is looked at, about a record whose options nobody has looked up. */
export interface AskedRecord {
  id: string;
  object: ObjectName;
  recordId: string;
}

/** Claims those of a connection, of objects in which not every record takes all options of a field. */
export async function claimAskedRecords(
  db: Pick<Db, "query">,
  { connection, leaseMs, limit }: { connection: string; leaseMs: number; limit: number },
): Promise<AskedRecord[]> {
  return db.query(
    `with next as (
       select ask.id from ordered_ask as ask join described_object using (connection, object)
       where ask.connection = $1 and record_options is null and record_id is not null
         and (options_lease_until is null or options_lease_until < now())
         and described_object.fields @> '[{"accepts": {"variesByRecord": true}}]'
       order by ordered_at limit $3 for update of ask skip locked
     )
     update ordered_ask set options_lease_until = now() + $2 * interval '1 millisecond'
     from next where ordered_ask.id = next.id
     returning ordered_ask.id, object, record_id as "recordId"`,
    [connection, leaseMs, limit],
  );
}

export async function keepRecordOptions(
  db: Pick<Db, "query">,
  found: readonly { id: string; options: OptionsOfRecord }[],
): Promise<void> {
  const rows = found.map(({ id, options }) => ({ id, options: storableJson(options) }));
  await db.query(
    `update ordered_ask set record_options = options, options_lease_until = null
     from unnest($1::uuid[], $2::jsonb[]) as found (id, options) where ordered_ask.id = found.id`,
    columns(rows, ["id", "options"]),
  );
}
