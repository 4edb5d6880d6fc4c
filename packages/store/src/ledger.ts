import type { ObjectName } from "@fieldwork/contracts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

export type FieldOwner = "fieldwork" | "person" | "cleared-by-person";

/** Who owns a field's value, as last settled. */
export interface LedgerEntry {
  recordId: string;
  field: string;
  owner: FieldOwner;
  value: string | null;
  workId: string | null;
  generation: number | null;
  fingerprint: string | null;
}

/** A write that was begun and whose end is not known, or may yet arrive late. */
export interface OpenIntent {
  recordId: string;
  field: string;
  afterValue: string | null;
  workId: string;
  generation: number;
  fingerprint: string;
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
         'workId', work_id::text, 'generation', generation, 'fingerprint', fingerprint) as row
     from field_ledger where connection = $1 and object = $2 and record_id = any($3)
     union all
     select 'intent', jsonb_build_object(
         'recordId', record_id, 'field', field, 'afterValue', after_value,
         'workId', work_id::text, 'generation', generation, 'fingerprint', fingerprint)
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

/** A person's hand on a field: its owner from now on. */
export interface OwnerChange {
  recordId: string;
  field: string;
  fromOwner: FieldOwner | null;
  toOwner: Exclude<FieldOwner, "fieldwork">;
  value: string | null;
}

export async function recordOwnerChanges(
  db: Db,
  {
    connection,
    object,
    changes,
  }: { connection: string; object: ObjectName; changes: readonly OwnerChange[] },
): Promise<void> {
  await db.query(
    `with noticed as (
       select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         as t (record_id, field, from_owner, to_owner, value)
     ), trail as (
       insert into owner_change (connection, object, record_id, field, from_owner, to_owner, value)
       select $1, $2, record_id, field, from_owner, to_owner, value from noticed
     )
     insert into field_ledger (connection, object, record_id, field, owner, value)
     select $1, $2, record_id, field, to_owner, value from noticed
     on conflict (connection, object, record_id, field) do update set
       before_owner = field_ledger.owner, before_value = field_ledger.value,
       owner = excluded.owner, value = excluded.value, settled_at = now()`,
    [
      connection,
      object,
      ...columns(changes, ["recordId", "field", "fromOwner", "toOwner", "value"]),
    ],
  );
}
