import type { ObjectName } from "@fieldwork/contracts";
import type { AnswerUnderParent, WriteClaimOptions } from "../claim-writes.ts";
import type { Db } from "../database.ts";
import { allAnswersSql, dueAnswersSql, isInStateSql, isLiveSql } from "../due-answers.ts";
import { isParentWrittenSql, leasedParentsSql } from "./parent-sql.ts";

/** An answer that is due to be written, of a record that the CRM saves under a parent. */
export interface DueUnderParent extends AnswerUnderParent {
  isLive: boolean;
  doubt: number;
}

export interface DueUnderParents
  extends Pick<WriteClaimOptions, "connection" | "object" | "withOrders"> {
  /** The objects of the parents. */
  of: readonly ObjectName[];
  most: number;
  /** Of those that no live change wants, only what has waited so long; all of them, if left out. */
  backfills?: { waitedMs: number } | undefined;
}

/** Nothing that keeps a parent from being written holds up what is under it for longer. */
const parentFirstFor = "interval '10 seconds'";

/** The live line wants to write the parent itself, which gets its turn between two batches under it. */
const isParentDueSql = `${isInStateSql("parent", "answered")} and coalesce('live' = any(parent.running_by), false)
  and parent.due_at between now() - ${parentFirstFor} and now()`;

/** As the last read of the record found it: what is known before it is read to be written. */
const parentSql = `(select parent_id from record
  where (record_id, connection, object) = (work.record_id, work.connection, work.object))`;

/** `offset 0`: a parent is looked up once for each row. */
function freeSql(ofClass: string): string {
  const due = dueAnswersSql({
    columns: `id, doubt, ${parentSql} as parent_id`,
    ...{ where: `${allAnswersSql} and ${ofClass}`, withOrders: "$4" },
  });
  return `select id, doubt, parent_id from (${due} offset 0) as due
    where parent_id is null or (parent_id not in (${leasedParentsSql})
      and not ${isParentWrittenSql("due.parent_id", "$5", isParentDueSql)})`;
}

function listSql(others: string): string {
  return `with live as (
      ${freeSql(isLiveSql)} limit $3::int
    ), other as (
      ${freeSql(others)} limit $3::int - (select count(*) from live)
    )
    select id as "workId", parent_id as "parentId", doubt, true as "isLive" from live
    union all select id, parent_id, doubt, false from other`;
}

const allSql = listSql(`not ${isLiveSql}`);
const waitedSql = listSql(
  `not ${isLiveSql} and due_at <= now() - $6::float8 * interval '1 millisecond'`,
);

/**
 * The answers that are due first, what the live line wants before the rest, without those whose parent is being
 * written, or has something written under it, by another batch.
 */
export async function listDueUnderParents(
  db: Pick<Db, "query">,
  { connection, object, most, withOrders, of, backfills }: DueUnderParents,
): Promise<DueUnderParent[]> {
  return db.query(backfills === undefined ? allSql : waitedSql, [
    ...[connection, object, most, withOrders, of],
    ...(backfills ? [backfills.waitedMs] : []),
  ]);
}
