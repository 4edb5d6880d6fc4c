import type { ObjectName, Reason, RecordRef, Wanter } from "@fieldwork/contracts";
import { isInStateSql } from "./claim.ts";
import { isAnswerWrittenSql, isAnySql, isOrderWrittenSql, ordersAs } from "./claim-orders.ts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { isHeldSql } from "./holds/hold-sql.ts";
import type { FieldOwner } from "./ledger.ts";
import { reasonColumns } from "./reasons.ts";

export interface NewIntent {
  ref: RecordRef;
  field: string;
  beforeValue: string | null;
  beforeOwner: FieldOwner | null;
  afterValue: string | null;
  workId: string;
  token: string;
  generation: number;
  fingerprint: string;
  /** The answer that is written. */
  answerId: string | null;
  /** Whose the value is once it is written. */
  afterOwner: FieldOwner;
  /** The fingerprint of the answer that this withdraws. */
  withdraws: string | null;
  /** Whom the write serves. */
  wantedBy: readonly Wanter[];
  /** The ledger's entry that the decision is based on; null if there was none. */
  seenRecordedAt: string | null;
}

export interface Intent extends NewIntent {
  id: string;
  /** It was sent before, and the outcome is not known. */
  isResent: boolean;
}

/**
 * Writes intents ahead of the CRM call, if the claim of their work is still valid and nobody holds it;
 * what is not returned must not be sent. Nor is an answer written next to an order for its record: if
 * both were claimed at the same moment, neither statement saw the other. If one of them has ended since,
 * the ledger shows it: work whose fields have a ledger entry that changed since it was seen is not
 * written. A write that is sent again, because nobody knows what became of it, uses the intent that is
 * still open: repeated attempts never accumulate intents.
 */
export async function openIntents(db: Db, intents: readonly NewIntent[]): Promise<Intent[]> {
  const rows = await db.query<{ id: string; work_id: string; field: string; is_resent: boolean }>(
    `with new as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
         $8::bigint[], $9::uuid[], $10::int[], $11::text[], $12::text[], $13::bigint[],
         $14::text[], $15::text[], $16::timestamptz[])
         as t (connection, object, record_id, field, before_value, before_owner, after_value, work_id,
           token, generation, fingerprint, wanted_by, answer_id, after_owner, withdraws, seen_recorded_at)
     ), overtaken as (
       select work_id from new where ${isLedgerChangedSql("new")}
     ), granted as (
       select new.*, standing.id as standing_id
       from new
       cross join lateral (
         select from work where work.id = new.work_id and work.claim_token = new.token
           and ${isInStateSql("work", "writing")} and work.lease_until > now()
           and not ${isHeldSql("work")}
           and not ${isOrderWrittenSql("new")}
         union all
         select from ${ordersAs("held_order")} where held_order.id = new.work_id and held_order.claim_token = new.token
           and held_order.state = 'writing' and held_order.lease_until > now()
           and not ${isHeldSql("held_order")}
           and not ${isAnswerWrittenSql("new")}
       ) as held
       left join lateral (
         select id from write_intent
         where (record_id, field, connection, object) = (new.record_id, new.field, new.connection, new.object)
           and state = 'open' and after_value is not distinct from new.after_value
           and work_id = new.work_id and generation = new.generation
         order by id desc limit 1
       ) as standing on true
       where new.work_id not in (select work_id from overtaken)
     ), resent as (
       update write_intent set opened_at = now(), attempts = attempts + 1,
         before_value = granted.before_value, before_owner = granted.before_owner
       from granted where write_intent.id = granted.standing_id
       returning write_intent.id, write_intent.work_id, write_intent.field
     ), opened as (
       insert into write_intent (connection, object, record_id, field, before_value, before_owner,
         after_value, work_id, generation, fingerprint, wanted_by, answer_id, after_owner, withdraws)
       select connection, object, record_id, field, before_value, before_owner, after_value, work_id,
         generation, fingerprint, string_to_array(wanted_by, ' '), answer_id, after_owner, withdraws
       from granted where standing_id is null
       returning id, work_id, field
     )
     select *, true as is_resent from resent union all select *, false from opened`,
    columns(
      intents.map((intent) => ({
        ...{ ...intent, ...intent.ref },
        wantedBy: intent.wantedBy.join(" "),
      })),
      [
        "connection",
        "object",
        "id",
        "field",
        "beforeValue",
        "beforeOwner",
        "afterValue",
        "workId",
        "token",
        "generation",
        "fingerprint",
        "wantedBy",
        "answerId",
        "afterOwner",
        "withdraws",
        "seenRecordedAt",
      ],
    ),
  );
  const granted = new Map(rows.map((row) => [`${row.work_id}/${row.field}`, row]));
  return intents.flatMap((intent) => {
    const row = granted.get(`${intent.workId}/${intent.field}`);
    return row === undefined ? [] : [{ ...intent, id: row.id, isResent: row.is_resent }];
  });
}

function isLedgerChangedSql(row: string): string {
  return isAnySql(
    "field_ledger as entry",
    `(entry.record_id, entry.field, entry.connection, entry.object)
       = (${row}.record_id, ${row}.field, ${row}.connection, ${row}.object)
     and entry.settled_at is distinct from ${row}.seen_recorded_at`,
  );
}

/**
 * The CRM did what these intents say: the values are ours, or belong to whom an order says. Earlier
 * intents of the same fields are abandoned, but remembered for a while in case the CRM carries one of
 * them out late.
 */
export async function confirmIntents(db: Db, ids: readonly string[]): Promise<void> {
  await db.query(
    `with done as (
       update write_intent set state = 'settled', settled_at = now()
       where id = any($1::bigint[]) and state = 'open' returning *
     ), older as (
       update write_intent set state = 'abandoned', settled_at = now()
       from done
       where (write_intent.connection, write_intent.object, write_intent.record_id, write_intent.field)
           = (done.connection, done.object, done.record_id, done.field)
         and write_intent.state = 'open' and write_intent.id < done.id
     )
     insert into field_ledger (connection, object, record_id, field, owner, value, before_value,
       before_owner, work_id, generation, fingerprint, answer_id, withdrawn_fingerprint)
     select connection, object, record_id, field, after_owner, after_value, before_value, before_owner,
       work_id, generation, fingerprint, answer_id, withdraws
     from done
     on conflict (connection, object, record_id, field) do update set
       owner = excluded.owner, value = excluded.value, before_value = excluded.before_value,
       before_owner = excluded.before_owner, work_id = excluded.work_id,
       generation = excluded.generation, fingerprint = excluded.fingerprint, answer_id = excluded.answer_id,
       withdrawn_fingerprint = excluded.withdrawn_fingerprint, settled_at = clock_timestamp()`,
    [ids],
  );
}

/** An intent that failed, and why. */
export interface UnconfirmedIntent {
  id: string;
  reason: Reason;
}

/**
 * The CRM refused, and nothing was written. If an earlier attempt got no reply, the intent is
 * remembered for a while in case the CRM still carries it out.
 */
export async function refuseIntents(db: Db, refusals: readonly UnconfirmedIntent[]): Promise<void> {
  await db.query(
    `update write_intent set state = case when attempts > 1 then 'abandoned' else 'refused' end,
       reason_code = refusal.reason_code, reason_detail = refusal.reason_detail, settled_at = now()
     from unnest($1::bigint[], $2::text[], $3::jsonb[]) as refusal (id, reason_code, reason_detail)
     where write_intent.id = refusal.id and write_intent.state = 'open'`,
    unconfirmedColumns(refusals),
  );
}

/** Nobody will send these again. The CRM may still carry out what it did not confirm. */
export async function abandonIntents(
  db: Db,
  abandoned: readonly UnconfirmedIntent[],
): Promise<void> {
  await db.query(
    `update write_intent set state = 'abandoned', reason_code = given.reason_code,
       reason_detail = given.reason_detail, settled_at = now()
     from unnest($1::bigint[], $2::text[], $3::jsonb[]) as given (id, reason_code, reason_detail)
     where write_intent.id = given.id and write_intent.state = 'open'`,
    unconfirmedColumns(abandoned),
  );
}

function unconfirmedColumns(intents: readonly UnconfirmedIntent[]): unknown[][] {
  return columns(
    intents.map(({ id, reason }) => ({ id, ...reasonColumns(reason) })),
    ["id", "reasonCode", "reasonDetail"],
  );
}

/** A live value that equals an open intent is ours: confirms what a crash left open. */
export interface Recovery {
  recordId: string;
  field: string;
  afterValue: string | null;
}

/** Confirms the newest open intent of each field whose value was found live. */
export async function recoverIntents(
  db: Db,
  {
    connection,
    object,
    found,
  }: { connection: string; object: ObjectName; found: readonly Recovery[] },
): Promise<void> {
  const rows = await db.query<{ id: string }>(
    // The sum keeps the planner from walking all ids backwards.
    `select newest.id
     from unnest($3::text[], $4::text[], $5::text[]) as found (record_id, field, after_value)
     cross join lateral (
       select max(id + 0) as id from write_intent
       where (record_id, field, connection, object) = (found.record_id, found.field, $1, $2)
         and state = 'open' and after_value is not distinct from found.after_value
     ) as newest
     where newest.id is not null`,
    [connection, object, ...columns(found, ["recordId", "field", "afterValue"])],
  );
  if (rows.length > 0)
    await confirmIntents(
      db,
      rows.map(({ id }) => id),
    );
}
