import type { RecordRef } from "@fieldwork/contracts";
import type { Database } from "../database.ts";
import { findLinkOrder, type LinkOrder, orderCompanyLink } from "./links.ts";

export interface MergedRecord {
  from: RecordRef;
  /** What it has become. */
  into: RecordRef;
}

/** What a person said of a record holds for the one that it was merged into, unless more was said of that one. */
export async function followMerge(
  database: Pick<Database, "transaction">,
  { from, into }: MergedRecord,
): Promise<void> {
  await database.transaction(async (tx) => {
    const said = await tx.query<{ other: RecordRef; ordered: LinkOrder; by: string }>(
      `with gone as (
         delete from company_link where ordered is not null and (
           (record_id, connection, object) = ($1, $2, $3) or (other_id, other_connection, object) = ($1, $2, $3))
         returning *
       )
       select ordered, ordered_by as by, case when (record_id, connection) = ($1, $2)
         then jsonb_build_object('connection', other_connection, 'object', object, 'id', other_id)
         else jsonb_build_object('connection', connection, 'object', object, 'id', record_id) end as other
       from gone`,
      [from.id, from.connection, from.object],
    );
    for (const { other, ordered, by } of said) {
      const pair = [into, other] as const;
      if ((await findLinkOrder(tx, pair)) === null)
        await orderCompanyLink(tx, { pair, ordered, by });
    }
  });
}
