import type { ObjectName } from "@fieldwork/contracts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

/**
 * Work that has ended sends nothing more: what of it nobody confirmed is remembered for a while in case the CRM
 * still carries it out, and then no value is taken for ours because of it.
 */
export async function abandonLeft(
  db: Db,
  { connection, object }: { connection: string; object: ObjectName },
  ended: readonly { recordId: string; workId: string }[],
): Promise<void> {
  await db.query(
    `update write_intent set state = 'abandoned', settled_at = now()
     from unnest($3::text[], $4::bigint[]) as ended (record_id, work_id)
     where (write_intent.record_id, write_intent.connection, write_intent.object)
         = (ended.record_id, $1, $2)
       and write_intent.work_id = ended.work_id and write_intent.state = 'open'`,
    [connection, object, ...columns(ended, ["recordId", "workId"])],
  );
}
