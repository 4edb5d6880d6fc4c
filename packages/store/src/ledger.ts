import type { ObjectName } from "@fieldwork/contracts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

export type FieldOwner = "fieldwork" | "person" | "cleared-by-person";

/** Who owns a field's value, as last recorded. */
export interface LedgerEntry {
  recordId: string;
  field: string;
  owner: FieldOwner;
  value: string | null;
  workId: string | null;
  generation: number | null;
  fingerprint: string | null;
  /** A person keeps the field: no answer is written to it. */
  pinned: boolean;
  /** The answer that was withdrawn: it is not written again unless a person asks. */
  withdrawnFingerprint: string | null;
  /** Changes with each update: shows whether the entry changed during a read of the CRM. */
  recordedAt: string;
}

/** A write that was begun and whose outcome is not known, or that may still arrive late. */
export interface OpenIntent {
  recordId: string;
  field: string;
  afterValue: string | null;
  /** Whose the value is, if it is found in the CRM. */
  afterOwner: FieldOwner;
  /** The fingerprint of the answer that this withdraws. */
  withdraws: string | null;
  workId: string;
  generation: number;
  fingerprint: string;
  /** Begun a moment ago: its outcome will probably be known soon. */
  isUnderWay: boolean;
}

export interface Ownership {
  ledger: LedgerEntry[];
  intents: OpenIntent[];
}

// A call that timed out may still be carried out by the CRM minutes later.
const lateArrivalMinutes = 15;

/** Ledger and open intents of some records, in one round trip. */
export async function findOwnership(
  db: Db,
  {
    connection,
    object,
    recordIds,
  }: { connection: string; object: ObjectName; recordIds: readonly string[] },
): Promise<Ownership> {
  const rows = await db.query<{ kind: "ledger" | "intent"; row: LedgerEntry & OpenIntent }>(
    `select 'ledger' as kind, jsonb_build_object(
         'recordId', record_id, 'field', field, 'owner', owner, 'value', value,
         'workId', work_id::text, 'generation', generation, 'fingerprint', fingerprint,
         'pinned', pinned, 'withdrawnFingerprint', withdrawn_fingerprint,
         'recordedAt', settled_at) as row
     from field_ledger where connection = $1 and object = $2 and record_id = any($3)
     union all
     select 'intent', jsonb_build_object(
         'recordId', record_id, 'field', field, 'afterValue', after_value, 'afterOwner', after_owner, 'withdraws', withdraws,
         'workId', work_id::text, 'generation', generation, 'fingerprint', fingerprint,
         'isUnderWay', state = 'open' and opened_at > now() - interval '10 seconds')
     from write_intent
     where connection = $1 and object = $2 and record_id = any($3)
       and (state = 'open' or (state = 'abandoned' and settled_at > now() - $4 * interval '1 minute'))`,
    [connection, object, recordIds, lateArrivalMinutes],
  );
  return {
    ledger: rows.filter(({ kind }) => kind === "ledger").map(({ row }) => row),
    intents: rows.filter(({ kind }) => kind === "intent").map(({ row }) => row),
  };
}

/** A manual edit: who owns the field from now on. */
export interface OwnerChange {
  recordId: string;
  field: string;
  fromOwner: FieldOwner | null;
  toOwner: Exclude<FieldOwner, "fieldwork">;
  value: string | null;
  /** The entry that this is based on; null if there was none. */
  seenRecordedAt: string | null;
}

/**
 * Gives fields to the person who changed them. An entry that was updated since it was seen is left
 * alone. Returns what was changed.
 */
export async function recordOwnerChanges(
  db: Db,
  {
    connection,
    object,
    changes,
  }: { connection: string; object: ObjectName; changes: readonly OwnerChange[] },
): Promise<{ recordId: string; field: string }[]> {
  return db.query(
    `with noticed as (
       select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
         as t (record_id, field, from_owner, to_owner, value, seen_recorded_at)
     ), changed as (
       update field_ledger set before_owner = field_ledger.owner, before_value = field_ledger.value,
         owner = noticed.to_owner, value = noticed.value, settled_at = clock_timestamp()
       from noticed
       where field_ledger.connection = $1 and field_ledger.object = $2
         and field_ledger.record_id = noticed.record_id and field_ledger.field = noticed.field
         and field_ledger.settled_at = noticed.seen_recorded_at
       returning field_ledger.record_id, field_ledger.field
     ), added as (
       insert into field_ledger (connection, object, record_id, field, owner, value)
       select $1, $2, record_id, field, to_owner, value from noticed where seen_recorded_at is null
       on conflict do nothing
       returning record_id, field
     ), done as (
       select * from changed union all select * from added
     ), trail as (
       insert into owner_change (connection, object, record_id, field, from_owner, to_owner, value)
       select $1, $2, record_id, field, from_owner, to_owner, value
       from noticed join done using (record_id, field)
     )
     select record_id as "recordId", field from done`,
    [
      connection,
      object,
      ...columns(changes, ["recordId", "field", "fromOwner", "toOwner", "value", "seenRecordedAt"]),
    ],
  );
}
