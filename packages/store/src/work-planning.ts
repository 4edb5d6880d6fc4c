import {
  type FieldValues,
  liveWanter,
  type Reason,
  type RecordRef,
  type Wanter,
} from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { reasonColumns } from "./reasons.ts";
import { closeOverSql } from "./reviews.ts";
import { wantSql } from "./wanting.ts";

/** A record that is planned, and what has to be known about it. */
export interface KnownRecordQuery {
  ref: RecordRef;
  /** Those that are defined for it: if one of them was never wanted, its fields are returned as well. */
  enrichments: readonly string[];
  /** Its fields are returned in any case. */
  isWhole: boolean;
}

/** What is known about a record before a batch of its changes is planned. */
export interface KnownRecord {
  ref: RecordRef;
  vendorAt: string;
  /** When the read that brought it began. */
  readAt: string;
  /** When the newest read of the record itself began that showed this timestamp; null: only searches have. */
  directReadAt: string | null;
  deleted: boolean;
  /** Enrichment to the input hash last wanted. */
  wanted: Readonly<Record<string, string>>;
  /** Null if they are not asked for. */
  fields: FieldValues | null;
}

export async function findKnownRecords(
  db: Db,
  asks: readonly KnownRecordQuery[],
): Promise<KnownRecord[]> {
  const rows = await db.query<{
    connection: string;
    object: RecordRef["object"];
    record_id: string;
    vendor_at: Date;
    read_at: Date;
    direct_read_at: Date | null;
    deleted: boolean;
    wanted: Record<string, string> | null;
    fields: FieldValues | null;
  }>(
    `select r.connection, r.object, r.record_id, r.vendor_at, r.read_at, r.direct_read_at, r.deleted, standing.wanted,
       case when asked.is_whole or not coalesce(standing.wanted, '{}') ?& string_to_array(asked.enrichments, ' ')
         then r.fields end as fields
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[])
       as asked (connection, object, record_id, enrichments, is_whole)
     join record r using (connection, object, record_id)
     cross join lateral (
       select jsonb_object_agg(w.enrichment, w.wanted_hash) as wanted from work w
       where (w.connection, w.object, w.record_id) = (r.connection, r.object, r.record_id)
     ) as standing`,
    columns(
      asks.map(({ ref, enrichments, ...ask }) => ({
        ...{ ...ref, ...ask, enrichments: enrichments.join(" ") },
      })),
      ["connection", "object", "id", "enrichments", "isWhole"],
    ),
  );
  return rows.map(({ connection, object, record_id: id, ...row }) => ({
    ref: { connection, object, id },
    vendorAt: row.vendor_at.toISOString(),
    readAt: row.read_at.toISOString(),
    directReadAt: row.direct_read_at?.toISOString() ?? null,
    deleted: row.deleted,
    wanted: row.wanted ?? {},
    fields: row.fields,
  }));
}

export interface PlannedRecord {
  ref: RecordRef;
  vendorAt: string;
  readAt: string;
  directReadAt: string | null;
  contentHash: string;
  fields: FieldValues;
  /** Our outputs as the CRM showed them. */
  outputs: FieldValues;
  deleted: boolean;
  /** The record that the CRM locks while it saves this one. */
  parentId?: string | undefined;
  traceparent: string | null;
}

export interface PlannedWork {
  ref: RecordRef;
  enrichment: string;
  inputHash: string;
  /** What the live line alone wants counts only with the record that it was found in. */
  wantedBy: readonly Wanter[];
  /**
   * `skipped` ends it here, for the reason given. `hidden` is `ready`, but not before a read brings the
   * missing input.
   */
  state: "ready" | "hidden" | "skipped";
  reason: Reason | null;
  vendorAt: string;
  traceparent: string | null;
}

/**
 * Stores the newest fields of each record and what is wanted for it, for a whole batch in one
 * statement. If the stored record is as new (vendor timestamp, then start of the read; a search never
 * undoes an end of the same timestamp), it is left alone with its work, so a redelivered or late batch
 * changes nothing; what a backfill wants is wanted anyway. See `wantSql`. What nothing is left to ask about waits
 * for no person any longer. Returns how many rows became `ready`.
 */
export async function keepPlan(
  db: Db,
  { records, work }: { records: readonly PlannedRecord[]; work: readonly PlannedWork[] },
): Promise<number> {
  const rows = await db.query<{ ready: number }>(
    `with incoming as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[],
         $6::timestamptz[], $7::timestamptz[], $8::jsonb[], $9::jsonb[], $10::boolean[], $11::text[],
         $12::text[])
         as t (connection, object, record_id, vendor_at, content_hash, read_at, direct_read_at, fields, outputs, deleted,
           traceparent, parent_id)
     ), kept as (
       insert into record (connection, object, record_id, vendor_at, content_hash, read_at, direct_read_at, fields, outputs,
         deleted, traceparent, parent_id)
       select * from incoming
       on conflict (connection, object, record_id) do update set
         vendor_at = excluded.vendor_at, content_hash = excluded.content_hash,
         read_at = excluded.read_at, fields = excluded.fields, outputs = excluded.outputs, deleted = excluded.deleted,
         direct_read_at = case when record.vendor_at = excluded.vendor_at
           then greatest(record.direct_read_at, excluded.direct_read_at) else excluded.direct_read_at end,
         traceparent = excluded.traceparent, parent_id = excluded.parent_id, changed_at = now()
       where record.vendor_at < excluded.vendor_at or record.vendor_at = excluded.vendor_at and (
         coalesce(record.direct_read_at, '-infinity') < excluded.direct_read_at
         or not record.deleted and record.read_at < excluded.read_at)
       returning connection, object, record_id, deleted
     ), wanted as (
       select t.connection, t.object, t.record_id, enrichment, input_hash, string_to_array(wanted_by, ' ') as wanted_by,
         reason_code, reason_detail, t.vendor_at, t.traceparent, case state when 'hidden' then 'ready' else state end as state,
         case state when 'hidden' then 'infinity' else now() end as due_at
       from unnest($13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[],
         $19::text[], $20::text[], $21::jsonb[], $22::timestamptz[], $23::text[])
         as t (connection, object, record_id, enrichment, input_hash, wanted_by, state, reason_code,
           reason_detail, vendor_at, traceparent)
       left join kept using (connection, object, record_id)
       where kept.record_id is not null or wanted_by <> '${liveWanter}'
     ), planned as (
       ${wantSql("wanted")}
       returning work.id, work.state, work.wanted_generation, work.due_at
     ), closed as (
       ${closeOverSql("kept", "planned")}
     )
     select count(*)::int as ready from planned where state = 'ready' and due_at <= now()`,
    [
      ...columns(
        records.map((record) => ({
          ...record.ref,
          ...record,
          fields: storableJson(record.fields),
          outputs: storableJson(record.outputs),
        })),
        [
          "connection",
          "object",
          "id",
          "vendorAt",
          "contentHash",
          "readAt",
          "directReadAt",
          "fields",
          "outputs",
          "deleted",
          "traceparent",
          "parentId",
        ],
      ),
      ...columns(
        work.map((one) => ({
          ...{ ...one.ref, ...one, ...reasonColumns(one.reason) },
          wantedBy: one.wantedBy.join(" "),
        })),
        [
          "connection",
          "object",
          "id",
          "enrichment",
          "inputHash",
          "wantedBy",
          "state",
          "reasonCode",
          "reasonDetail",
          "vendorAt",
          "traceparent",
        ],
      ),
    ],
  );
  return rows[0]?.ready ?? 0;
}

/**
 * Work of one connection and object that waits for an input that is hidden from us, in the order of its
 * ids, with the hash of its record as last read.
 */
export async function findWaitingForInput(
  db: Db,
  ask: { connection: string; object: RecordRef["object"]; afterId: string; limit: number },
): Promise<{ workId: string; recordId: string; contentHash: string }[]> {
  return db.query(
    `select work.id as "workId", record_id as "recordId", content_hash as "contentHash"
     from work join record using (record_id, connection, object)
     where state = 'ready' and due_at = 'infinity' and connection = $1 and object = $2 and work.id > $3
     order by work.id limit $4`,
    [ask.connection, ask.object, ask.afterId, ask.limit],
  );
}
