import type { FieldValues, Reason, RecordRef, WorkClass } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { reasonColumns } from "./reasons.ts";

/** What stands about a record before a batch of its changes is planned. */
export interface KnownRecord {
  ref: RecordRef;
  vendorAt: string;
  /** When the read that brought it began. */
  readAt: string;
  /** Enrichment to the input hash last wanted. */
  wanted: Readonly<Record<string, string>>;
}

export async function findKnownRecords(db: Db, refs: readonly RecordRef[]): Promise<KnownRecord[]> {
  const rows = await db.query<{
    connection: string;
    object: RecordRef["object"];
    record_id: string;
    vendor_at: Date;
    read_at: Date;
    wanted: Record<string, string>;
  }>(
    `select r.connection, r.object, r.record_id, r.vendor_at, r.read_at,
       coalesce((
         select jsonb_object_agg(w.enrichment, w.wanted_hash) from work w
         where (w.connection, w.object, w.record_id) = (r.connection, r.object, r.record_id)
       ), '{}') as wanted
     from unnest($1::text[], $2::text[], $3::text[]) as asked (connection, object, record_id)
     join record r using (connection, object, record_id)`,
    columns(refs, ["connection", "object", "id"]),
  );
  return rows.map((row) => ({
    ref: { connection: row.connection, object: row.object, id: row.record_id },
    vendorAt: row.vendor_at.toISOString(),
    readAt: row.read_at.toISOString(),
    wanted: row.wanted,
  }));
}

export interface PlannedRecord {
  ref: RecordRef;
  vendorAt: string;
  readAt: string;
  contentHash: string;
  fields: FieldValues;
  deleted: boolean;
  traceparent: string | null;
}

export interface PlannedWork {
  ref: RecordRef;
  enrichment: string;
  inputHash: string;
  class: WorkClass;
  wantedBy: string;
  /**
   * `skipped` ends it here, for the reason given. `hidden` is `ready`, but not before a read brings the
   * input that it lacks.
   */
  state: "ready" | "hidden" | "skipped";
  reason: Reason | null;
  vendorAt: string;
  traceparent: string | null;
}

/**
 * Keeps the newest fields of each record and what is wanted for it, for a whole batch in one statement.
 * A record that stands newer (vendor stamp, then the start of the read) is left alone with its work, so a
 * redelivered or late batch changes nothing. Work that is running goes on; its row wants the next
 * generation. A record edited back to what was settled, before anyone asked, is `superseded`.
 * Returns how many rows became `ready`.
 */
export async function keepPlan(
  db: Db,
  { records, work }: { records: readonly PlannedRecord[]; work: readonly PlannedWork[] },
): Promise<number> {
  const rows = await db.query<{ ready: number }>(
    `with incoming as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[],
         $6::timestamptz[], $7::jsonb[], $8::boolean[], $9::text[])
         as t (connection, object, record_id, vendor_at, content_hash, read_at, fields, deleted, traceparent)
     ), kept as (
       insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, deleted, traceparent)
       select * from incoming
       on conflict (connection, object, record_id) do update set
         vendor_at = excluded.vendor_at, content_hash = excluded.content_hash,
         read_at = excluded.read_at, fields = excluded.fields, deleted = excluded.deleted,
         traceparent = excluded.traceparent, changed_at = now()
       where (record.vendor_at, record.read_at) < (excluded.vendor_at, excluded.read_at)
       returning connection, object, record_id
     ), wanted as (
       select t.connection, t.object, t.record_id, enrichment, input_hash, class, wanted_by, reason_code, reason_detail, t.vendor_at,
         t.traceparent, case state when 'hidden' then 'ready' else state end as state,
         case state when 'hidden' then 'infinity' else now() end as due_at
       from unnest($10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
         $16::text[], $17::text[], $18::text[], $19::jsonb[], $20::timestamptz[], $21::text[])
         as t (connection, object, record_id, enrichment, input_hash, class, wanted_by, state, reason_code,
           reason_detail, vendor_at, traceparent)
       join kept using (connection, object, record_id)
     ), planned as (
       insert into work (connection, object, record_id, enrichment, wanted_hash, class, wanted_by, state,
         reason_code, reason_detail, vendor_at, traceparent, due_at, settled_at)
       select connection, object, record_id, enrichment, input_hash, class, array[wanted_by], state,
         reason_code, reason_detail, vendor_at, traceparent, due_at, case when state = 'skipped' then now() end
       from wanted
       on conflict (connection, object, record_id, enrichment) do update set
         wanted_generation = work.wanted_generation + 1,
         wanted_hash = excluded.wanted_hash,
         class = excluded.class,
         wanted_by = excluded.wanted_by,
         vendor_at = excluded.vendor_at,
         wanted_at = now(),
         traceparent = excluded.traceparent,
         failures = 0,
         superseded = work.superseded + (work.state in ('ready', 'dispatched')
           or (work.state in ('asking', 'answered', 'writing')
             and work.wanted_generation > work.running_generation))::int,
         state = case
           when work.state in ('asking', 'answered', 'writing') then work.state
           when work.state in ('ready', 'dispatched') and excluded.wanted_hash = work.settled_hash then 'superseded'
           else excluded.state end,
         reason_code = case when work.state in ('asking', 'answered', 'writing') then work.reason_code
           else excluded.reason_code end,
         reason_detail = case when work.state in ('asking', 'answered', 'writing') then work.reason_detail
           else excluded.reason_detail end,
         due_at = case
           when work.state = 'answered' and work.rest_kind is distinct from 'hidden' then work.due_at
           when work.state in ('asking', 'answered', 'writing') then now()
           else excluded.due_at end,
         waits_for = null,
         settled_at = case when work.state in ('asking', 'answered', 'writing') then work.settled_at else excluded.settled_at end
       returning state, due_at
     )
     select count(*)::int as ready from planned where state = 'ready' and due_at <= now()`,
    [
      ...columns(
        records.map((record) => ({
          ...record.ref,
          ...record,
          fields: storableJson(record.fields),
        })),
        [
          "connection",
          "object",
          "id",
          "vendorAt",
          "contentHash",
          "readAt",
          "fields",
          "deleted",
          "traceparent",
        ],
      ),
      ...columns(
        work.map((one) => ({ ...one.ref, ...one, ...reasonColumns(one.reason) })),
        [
          "connection",
          "object",
          "id",
          "enrichment",
          "inputHash",
          "class",
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
