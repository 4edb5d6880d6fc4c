import type { CallPurpose, RecordRef } from "@fieldwork/contracts";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";
import type { List } from "../reading/list.ts";
import { refSql } from "../reading/lists/record-title.ts";
import type { Retention } from "../retention/index.ts";

/** One request to a model and its reply, without secrets and personal values. */
export interface Capture {
  callId: string;
  /** From 1, over all models of the call; an attempt may have several requests. */
  attempt: number;
  purpose: CallPurpose;
  ref: RecordRef;
  enrichment: string;
  definitionHash: string;
  provider: string;
  model: string;
  /** As in the call log. */
  outcome: string;
  /** Null: no reply began. */
  status: number | null;
  request: string;
  reply: string;
}

/** Stores what was captured, all of it or nothing. */
export async function keepCaptures(db: Db, captures: readonly Capture[]): Promise<void> {
  const rows = captures.map(({ ref: { connection, object, id }, ...capture }) => ({
    ...{ ...capture, connection, object, recordId: id },
  }));
  await db.query(
    `insert into capture (call_id, attempt, purpose, connection, object, record_id, enrichment, definition_hash,
       provider, model, outcome, status, request, reply)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
       $9::text[], $10::text[], $11::text[], $12::int[], $13::text[], $14::text[])`,
    columns(rows, [
      ...(["callId", "attempt", "purpose", "connection", "object", "recordId"] as const),
      ...(["enrichment", "definitionHash", "provider", "model", "outcome"] as const),
      ...(["status", "request", "reply"] as const),
    ]),
  );
}

export interface KeptCapture extends Capture {
  id: string;
  capturedAt: Date;
}

/** What a list says of one. */
export type CaptureRow = Omit<KeptCapture, "request" | "reply">;

const rowSql = `t.id, t.call_id as "callId", t.attempt, t.purpose, t.enrichment, t.definition_hash as "definitionHash",
  t.provider, t.model, t.outcome, t.status, t.captured_at as "capturedAt", ${refSql("t")} as ref`;

/** What was captured, the last first. */
export const captures: List<CaptureRow, "connection" | "enrichment"> = {
  name: "captures",
  table: "capture",
  groups: [
    { sql: "connection", filter: "connection" },
    { sql: "enrichment", filter: "enrichment" },
  ],
  key: [{ sql: "id", type: "bigint" }],
  order: "descending",
  primaryKey: ["id"],
  columns: rowSql,
};

/** What was captured of one record, the last first. */
export async function listCapturesOf(
  db: Pick<Db, "query">,
  { connection, object, id }: RecordRef,
  limit: number,
): Promise<CaptureRow[]> {
  return db.query(
    `select ${rowSql} from capture as t
     where t.record_id = $1 and t.connection = $2 and t.object = $3 order by t.id desc limit $4`,
    [id, connection, object, limit],
  );
}

/** One capture, whole. */
export async function findCapture(
  db: Pick<Db, "query">,
  id: string,
): Promise<KeptCapture | undefined> {
  const [capture] = await db.query<KeptCapture>(
    `select ${rowSql}, t.request, t.reply from capture as t where t.id = $1`,
    [id],
  );
  return capture;
}

/** Drops what was captured before a time past, the oldest first. Returns how many. */
export async function dropOldCaptures(db: Db, { keepDays, limit }: Retention): Promise<number> {
  const dropped = await db.query(
    `delete from capture where id in (
       select id from capture where captured_at < now() - $1::int * interval '1 day'
       order by captured_at limit $2)
     returning 1`,
    [keepDays, limit],
  );
  return dropped.length;
}
