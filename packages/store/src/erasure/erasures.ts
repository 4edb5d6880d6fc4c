import type { RecordRef } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Database, Db } from "../database.ts";
import { type ErasedRows, eraseRows, findErased, type RowCounts } from "./erase-records.ts";

/** What a person who was erased can be told. */
export interface ErasureReceipt {
  id: string;
  orderedBy: string;
  orderedAt: Date;
  deleted: RowCounts;
  exportedCases: CaseExport[];
  /** Until then the log may still hold events about the person. */
  logUntil: Date;
  /** What was under way at the order has ended, and has been deleted as well. */
  isComplete: boolean;
}

/** An export of labelled cases that held some about the person; whoever has the file must delete them. */
export interface CaseExport {
  at: string;
  by: string;
  /** Such as `definitions/contact-role`. */
  subject: string;
}

export interface NewErasure {
  orderedBy: string;
  exportedCases: readonly CaseExport[];
  logDays: number;
  rows: ErasedRows;
  /** How long something that was under way may still write. */
  settleMinutes: number;
}

const receiptSql = `id, ordered_by as "orderedBy", ordered_at as "orderedAt", deleted, exported_cases as "exportedCases",
  log_until as "logUntil", again is null as "isComplete"`;

/** The exports of labelled cases in which these records were, as the audit has them. */
export async function findCaseExports(
  db: Pick<Db, "query">,
  refs: readonly RecordRef[],
): Promise<CaseExport[]> {
  return db.query(
    `select to_json(at)#>>'{}' as at, actor_name as by, subject
     from audit join audit_value on audit_id = audit.id and side = 'after'
     where order_name = 'cases.export' and exists (
       select from jsonb_array_elements($1::jsonb) as asked (ref)
       where audit_value.value->'records' @> jsonb_build_array(asked.ref))
     order by audit.at, audit.id`,
    [storableJson(refs)],
  );
}

/** From here on it is completed by itself, whatever becomes of whoever ordered it. Returns its id. */
export async function beginErasure(tx: Db, erasure: NewErasure): Promise<string> {
  const { orderedBy, exportedCases, logDays, rows, settleMinutes } = erasure;
  const [row] = await tx.query<{ id: string }>(
    `insert into erasure (ordered_by, deleted, exported_cases, log_until, again, again_at)
     values ($1, '{}', $2, now() + $3::int * interval '1 day', $4, now() + $5::int * interval '1 minute')
     returning id`,
    [orderedBy, storableJson(exportedCases), logDays, storableJson(rows), settleMinutes],
  );
  return row?.id ?? "";
}

/** What was deleted at once. */
export async function keepErased(
  tx: Db,
  { id, deleted, rows }: { id: string; deleted: RowCounts; rows: ErasedRows },
): Promise<ErasureReceipt> {
  const [row] = await tx.query<ErasureReceipt>(
    `update erasure set deleted = $2, again = $3 where id = $1 returning ${receiptSql}`,
    [id, storableJson(deleted), storableJson(rows)],
  );
  if (row === undefined) throw new Error("the erasure was not kept");
  return row;
}

export async function listErasures(db: Pick<Db, "query">): Promise<ErasureReceipt[]> {
  return db.query(`select ${receiptSql} from erasure order by ordered_at desc, id limit 200`);
}

/** Deletes once more what belongs to erasures whose work under way has ended. Returns how many. */
export async function completeErasures(database: Pick<Database, "transaction">): Promise<number> {
  return database.transaction(async (tx) => {
    const due = await tx.query<{
      id: string;
      again: ErasedRows;
      deleted: RowCounts;
    }>(
      `select id, again, deleted from erasure where again is not null and again_at < now()
       order by again_at limit 20 for update skip locked`,
    );
    for (const { id, again, deleted } of due) {
      const more = await eraseRows(tx, await findErased(tx, again));
      await tx.query("update erasure set again = null, deleted = $2 where id = $1", [
        id,
        storableJson(added(deleted, more)),
      ]);
    }
    return due.length;
  });
}

function added(one: RowCounts, other: RowCounts): RowCounts {
  const sums = { ...one };
  for (const [table, count] of Object.entries(other)) sums[table] = (sums[table] ?? 0) + count;
  return sums;
}
