import type { RecordRef, Wanter, WriteOrderKind } from "@fieldwork/contracts";
import type { Claim, WriteRelease } from "./claim.ts";
import { isAnswerWrittenSql } from "./claim-orders.ts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import type { FieldOwner } from "./ledger.ts";
import { reasonColumns } from "./reasons.ts";
import { endReviewsOfGone } from "./reviews.ts";
import { isUnwantedOrder } from "./wanting.ts";

/** What a person or a run orders to be written to one field. */
export interface FieldOrder {
  field: string;
  kind: WriteOrderKind;
  /** The value to be written; null is blank. Meaningless for pin and unpin. */
  value: string | null;
  /** Whose it is then. */
  owner: FieldOwner;
  /** The CRM's value when it was ordered: nothing is written over any other value. */
  expectedValue: string | null;
}

export interface NewWriteOrder extends FieldOrder {
  ref: RecordRef;
  /** The enrichment whose output the field is. */
  enrichment: string;
  /** The fingerprint of the answer that it approves or withdraws; empty if there is none. */
  fingerprint: string;
  /** The answer that it writes. */
  answerId: string | null;
  orderedBy: string;
  /** The run that it belongs to. */
  run: Wanter | null;
  /** Of an undo: the first of the writes that it takes back. */
  undoesFrom?: string | undefined;
}

/**
 * Stores orders; the writer takes them with the answers of their connection. Returns their ids, in
 * order.
 */
export async function placeOrders(db: Db, orders: readonly NewWriteOrder[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `insert into write_order (connection, object, record_id, enrichment, field, kind, value, owner,
       expected_value, fingerprint, ordered_by, wanted_by, answer_id, undoes_from)
     select connection, object, record_id, enrichment, field, kind, value, owner, expected_value,
       fingerprint, ordered_by, array_remove(array[run], null), answer_id, undoes_from
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[]) with ordinality
       as t (connection, object, record_id, enrichment, field, kind, value, owner, expected_value,
         fingerprint, ordered_by, run, answer_id, undoes_from, place)
     order by place
     returning id`,
    columns(
      orders.map((order) => ({ undoesFrom: null, ...order, ...order.ref })),
      [
        ...([
          "connection",
          "object",
          "id",
          "enrichment",
          "field",
          "kind",
          "value",
          "owner",
        ] as const),
        ...(["expectedValue", "fingerprint", "orderedBy", "run", "answerId"] as const),
        "undoesFrom",
      ],
    ),
  );
  return rows.map(({ id }) => id);
}

/** What the ledger says about an order's field once it is done. */
export interface OrderOutcome {
  owner: FieldOwner;
  value: string | null;
  pinned: boolean;
}

/** How an order ended. */
export interface OrderEnd extends Claim {
  state: "done" | "refused";
  reason: WriteRelease["reason"] | null;
  /** Null if it changed nothing. */
  outcome: OrderOutcome | null;
}

/** With these a person has decided about the answer that waits for one. */
const decidingKinds = "'approve', 'correct', 'reject', 'keep', 'pin'";
/** Of the fields of this work that waited for a person, at least one was written. */
const isAnyWritten = `(exists (select from closed where closed.work_id = work.id and closed_as in ('approve', 'correct'))
  or exists (select from review where review.work_id = work.id and review.generation = work.running_generation
    and review.closed_as in ('approve', 'correct')))`;

/**
 * Returns the ids whose claim was still held. What an order decides no longer waits for a person; work
 * all of whose other fields are done is written, or skipped if none of its answers was taken. Where the
 * value has changed since somebody decided, the answer waits on for that reason; where the record is gone, none
 * waits. In a transaction, so that of two that end at once the later one sees what the other decided.
 */
export async function endOrders(db: Db, ends: readonly OrderEnd[]): Promise<string[]> {
  const done = ends.filter(({ state }) => state === "done").map(({ workId }) => workId);
  if (done.length > 0) await lockReviewed(db, done);
  const rows = await db.query<{ id: string }>(
    `with ended_order as (
     update write_order set state = ended.state, reason_code = ended.reason_code,
       reason_detail = ended.reason_detail, ledger_owner = ended.owner, ledger_value = ended.value,
       ledger_pinned = ended.pinned, claim_token = null, lease_until = null, settled_at = now()
     from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::boolean[])
       as ended (id, token, state, reason_code, reason_detail, owner, value, pinned)
     where write_order.id = ended.id and claim_token = ended.token and write_order.state = 'writing'
     returning write_order.*
     ), closed as (
       update review set closed_at = now(), closed_as = kind, lease_holder = null, lease_until = null
       from ended_order as done
       where (review.record_id, review.connection, review.object) = (done.record_id, done.connection, done.object)
         and review.field = done.field and review.closed_at is null
         and done.state = 'done' and done.kind in (${decidingKinds})
       returning review.work_id, review.field, review.generation, closed_as
     ), overtaken as (
       update review set reason_code = 'changed-since', reason_detail = null from ended_order as refused
       where (review.record_id, review.connection, review.object)
           = (refused.record_id, refused.connection, refused.object)
         and review.field = refused.field and review.closed_at is null
         and refused.state = 'refused' and refused.reason_code = 'changed-since'
         and refused.kind in (${decidingKinds})
     ), decided as (
       update work set state = case when ${isAnyWritten} then 'written' else 'skipped' end,
         reason_code = case when ${isAnyWritten} then null else 'not-taken' end, reason_detail = null,
         settled_at = now()
       where id in (select work_id from closed) and state = 'review' and group_id is null
         and not exists (
           select from review where work_id = work.id and closed_at is null
             and (work_id, field, generation) not in (select work_id, field, generation from closed))
     )
     select id from ended_order`,
    columns(
      ends.map(({ outcome, ...end }) => ({
        ...{ ...end, ...reasonColumns(end.reason) },
        ...{ owner: null, value: null, pinned: null, ...outcome },
      })),
      ["workId", "token", "state", "reasonCode", "reasonDetail", "owner", "value", "pinned"],
    ),
  );
  const ended = rows.map(({ id }) => id);
  const gone = ends.filter(({ reason }) => reason?.code === "record-gone");
  const goneIds = gone.map(({ workId }) => workId).filter((id) => ended.includes(id));
  if (goneIds.length > 0) await endReviewsOfGone(db, goneIds);
  return ended;
}

/** Locks the work whose reviews these orders may close. */
async function lockReviewed(db: Db, orderIds: readonly string[]): Promise<void> {
  await db.query(
    `select from work where id = any(array(
       select review.work_id from write_order join review
         on (review.record_id, review.connection, review.object)
           = (write_order.record_id, write_order.connection, write_order.object)
       where write_order.id = any($1::bigint[]) and write_order.kind in (${decidingKinds})
         and review.field = write_order.field))
     order by id for update`,
    [orderIds],
  );
}

/** Puts orders back to be written later; those of a run that wants nothing any more end. */
export async function releaseOrders(db: Db, releases: readonly WriteRelease[]): Promise<void> {
  await db.query(
    `update write_order set state = case when ${isUnwantedOrder} then 'refused' else 'waiting' end,
       reason_code = case when ${isUnwantedOrder} then 'not-wanted' else back.reason_code end,
       reason_detail = case when ${isUnwantedOrder} then null else back.reason_detail end,
       settled_at = case when ${isUnwantedOrder} then now() end, claim_token = null, lease_until = null,
       due_at = now() + back.due_in_ms * interval '1 millisecond', failures = failures + back.is_failure::int,
       rest_kind = back.rest_kind, rests = back.rests, doubt = back.doubt,
       rests_since = case when write_order.rest_kind is distinct from back.rest_kind then now() else rests_since end
     from unnest($1::bigint[], $2::uuid[], $3::float8[], $4::text[], $5::jsonb[], $6::boolean[], $7::text[],
       $8::int[], $9::int[])
       as back (id, token, due_in_ms, reason_code, reason_detail, is_failure, rest_kind, rests, doubt)
     where write_order.id = back.id and claim_token = back.token and state = 'writing'`,
    columns(
      releases.map(({ rest, ...release }) => ({
        ...{ ...release, ...rest },
        ...reasonColumns(release.reason),
      })),
      [
        ...(["workId", "token", "dueInMs", "reasonCode", "reasonDetail"] as const),
        ...(["isFailure", "kind", "rests", "doubt"] as const),
      ],
    ),
  );
}

/** What an order records without a call to the CRM, because nothing there has to change. */
export interface OrderedEntry extends Claim {
  recordId: string;
  field: string;
  owner: FieldOwner;
  value: string | null;
  pinned: boolean;
  withdrawnFingerprint: string | null;
  /** The entry that this is based on; null if there was none. */
  seenRecordedAt: string | null;
}

/**
 * Whoever reads the field next compares its live value with the entry: an edit since then stays a
 * person's. Recorded as far as the claim is still held, no answer is being written to the record, and
 * the entry has not changed since it was seen. Returns the ids of these orders.
 */
export async function recordOrdered(
  db: Db,
  { connection, object }: Pick<RecordRef, "connection" | "object">,
  entries: readonly OrderedEntry[],
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `with ordered as (
       select t.* from unnest($3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::text[], $8::text[],
           $9::boolean[], $10::text[], $11::timestamptz[])
         as t (record_id, field, work_id, token, owner, value, pinned, withdrawn_fingerprint, seen_recorded_at)
       join write_order on write_order.id = t.work_id
       where write_order.claim_token = t.token and write_order.state = 'writing'
         and not ${isAnswerWrittenSql("write_order")}
       for update of write_order
     ), recorded as (
       insert into field_ledger as entry (connection, object, record_id, field, work_id, owner, value, pinned,
         withdrawn_fingerprint)
       select $1, $2, record_id, field, work_id, owner, value, pinned, withdrawn_fingerprint from ordered
       on conflict (record_id, field, connection, object) do update set
         before_value = entry.value, before_owner = entry.owner, owner = excluded.owner, value = excluded.value,
         pinned = excluded.pinned, withdrawn_fingerprint = excluded.withdrawn_fingerprint,
         settled_at = clock_timestamp()
       where entry.settled_at = (
         select seen_recorded_at from ordered where (ordered.record_id, ordered.field) = (entry.record_id, entry.field))
       returning record_id, field
     )
     select work_id as id from ordered join recorded using (record_id, field)`,
    [
      ...[connection, object],
      ...columns(entries, [
        ...(["recordId", "field", "workId", "token", "owner", "value", "pinned"] as const),
        ...(["withdrawnFingerprint", "seenRecordedAt"] as const),
      ]),
    ],
  );
  return rows.map(({ id }) => id);
}
