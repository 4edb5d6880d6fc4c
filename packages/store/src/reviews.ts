import type { AnsweredOutputs, Reason, ReasonCode, RecordRef } from "@fieldwork/contracts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { reasonSql } from "./reasons.ts";

/** Names one answer to one field. */
export interface ReviewKey {
  workId: string;
  field: string;
  generation: number;
}

/** Which of those that wait for a person; what is left out matches anything. */
export interface ReviewFilter {
  connection?: string | undefined;
  object?: string | undefined;
  recordId?: string | undefined;
  field?: string | undefined;
  enrichment?: string | undefined;
  reason?: ReasonCode | undefined;
}

export interface OpenReview extends ReviewKey {
  ref: RecordRef;
  enrichment: string;
  reason: Reason;
  /** What the answer says. */
  value: string | null;
  answerId: string | null;
  /** Empty for an answer that was not kept. */
  fingerprint: string;
  /** What stands in the CRM as far as we have seen. */
  seenValue: string | null;
  /** Its inputs have changed since: a newer answer is on its way. */
  isOutdated: boolean;
  /** An order for the field is on its way to the CRM. */
  isOrdered: boolean;
  leaseHolder: string | null;
  leaseUntil: Date | null;
}

/** What is true of a review now, of the rows that the aliases stand for: the review's, and its record's. */
export function reviewStateSql(review: string, record: string): string {
  const place = (row: string) => `(${row}.record_id, ${row}.connection, ${row}.object)`;
  return `case when ${record}.read_at > ${review}.opened_at and ${record}.outputs ? ${review}.field
      then ${record}.outputs->>${review}.field else ${review}.live_value end as "seenValue",
    exists (select from work where work.id = ${review}.work_id
      and work.wanted_generation > ${review}.generation) as "isOutdated",
    exists (select from write_order as o where ${place("o")} = ${place(review)} and o.field = ${review}.field
      and o.state in ('waiting', 'writing')) as "isOrdered",
    case when ${review}.lease_until > now() then ${review}.lease_holder end as "leaseHolder",
    case when ${review}.lease_until > now() then ${review}.lease_until end as "leaseUntil"`;
}

const selected = `t.work_id as "workId", t.field, t.generation, t.enrichment, t.value, t.answer_id as "answerId",
  jsonb_build_object('connection', t.connection, 'object', t.object, 'id', t.record_id) as ref,
  ${reasonSql("t")} as reason, coalesce(a.fingerprint, '') as fingerprint, ${reviewStateSql("t", "r")}`;
const joined = `left join answer as a on a.id = t.answer_id
  left join record as r on (r.record_id, r.connection, r.object) = (t.record_id, t.connection, t.object)`;

const filtered = `t.closed_at is null and ($1::text is null or t.connection = $1) and ($2::text is null or t.object = $2)
  and ($3::text is null or t.record_id = $3) and ($4::text is null or t.field = $4)
  and ($5::text is null or t.enrichment = $5) and ($6::text is null or t.reason_code = $6)`;

function filterValues(filter: ReviewFilter): unknown[] {
  const { connection, object, recordId, field, enrichment, reason } = filter;
  return [connection, object, recordId, field, enrichment, reason].map((value) => value ?? null);
}

/** Those that wait for a person, the longest first. */
export async function listOpenReviews(
  db: Pick<Db, "query">,
  filter: ReviewFilter,
  limit: number,
): Promise<OpenReview[]> {
  return db.query(
    `select ${selected} from review as t ${joined} where ${filtered}
     order by t.opened_at, t.work_id, t.field limit $7`,
    [...filterValues(filter), limit],
  );
}

const named = `t.closed_at is null and (t.work_id, t.field, t.generation) in (
  select * from unnest($1::bigint[], $2::text[], $3::int[]))`;

/** Those of these that still wait for a person. */
export async function findReviews(
  db: Pick<Db, "query">,
  keys: readonly ReviewKey[],
): Promise<OpenReview[]> {
  return db.query(
    `select ${selected} from review as t ${joined} where ${named}`,
    columns(keys, ["workId", "field", "generation"]),
  );
}

/** Who said what, with how much confidence and on which evidence. */
export interface ReviewedAnswer {
  outputs: AnsweredOutputs | null;
  provider: string | null;
  model: string | null;
  definitionHash: string | null;
  answeredAt: Date | null;
}

/** The whole answer of which a field waits; undefined if it was not kept. */
export async function findReviewedAnswer(
  db: Pick<Db, "query">,
  { answerId }: Pick<OpenReview, "answerId">,
): Promise<ReviewedAnswer | undefined> {
  const [found] = await db.query<ReviewedAnswer>(
    `select outputs, provider, model, definition_hash as "definitionHash", answered_at as "answeredAt"
     from answer where id = $1::bigint`,
    [answerId],
  );
  return found;
}

/** Those of these that still wait, locked in one order whoever asks. */
export async function lockReviews(tx: Db, keys: readonly ReviewKey[]): Promise<OpenReview[]> {
  await tx.query(
    `select from review as t where ${named} order by t.work_id, t.field, t.generation for update`,
    columns(keys, ["workId", "field", "generation"]),
  );
  // After the lock, so that it is what stands now.
  return findReviews(tx, keys);
}

/**
 * Takes the longest waiting reviews for a person: until the lease ends, nobody else is given them. Those
 * that the person has already are among them, with a new lease.
 */
export async function takeReviews(
  db: Db,
  filter: ReviewFilter,
  { holder, limit, leaseMs }: { holder: string; limit: number; leaseMs: number },
): Promise<ReviewKey[]> {
  return db.query(
    `with next as (
       select t.work_id, t.field, t.generation from review as t
       where ${filtered}
         and (t.lease_until is null or t.lease_until < now() or t.lease_holder = $7)
         and not exists (select from write_order as o
           where (o.record_id, o.connection, o.object, o.field) = (t.record_id, t.connection, t.object, t.field)
             and o.state in ('waiting', 'writing'))
       order by coalesce(t.lease_holder = $7 and t.lease_until > now(), false) desc, t.opened_at, t.work_id, t.field
       limit $8 for update skip locked
     )
     update review set lease_holder = $7, lease_until = now() + $9 * interval '1 millisecond' from next
     where (review.work_id, review.field, review.generation) = (next.work_id, next.field, next.generation)
     returning review.work_id as "workId", review.field, review.generation`,
    [...filterValues(filter), holder, limit, leaseMs],
  );
}

/** Gives back what a person has taken. Returns how many. */
export async function giveBackReviews(db: Db, holder: string): Promise<number> {
  const rows = await db.query(
    `update review set lease_holder = null, lease_until = null
     where closed_at is null and lease_holder = $1 returning 1`,
    [holder],
  );
  return rows.length;
}

const closedAsOver =
  "closed_at = now(), closed_as = 'superseded', lease_holder = null, lease_until = null";

/**
 * Closes the reviews of records that are gone, and of answers that nothing takes the place of, because there is
 * nothing left to ask about. `kept`: records as they are now. `planned`: work as it is wanted now.
 */
export function closeOverSql(kept: string, planned: string): string {
  return `update review set ${closedAsOver}
    from (
      select work_id, field, generation from ${kept} join review using (record_id, connection, object)
      where ${kept}.deleted and closed_at is null
      union
      select work_id, field, generation from ${planned} join review on work_id = ${planned}.id
      where ${planned}.state = 'skipped' and generation < wanted_generation and closed_at is null
        and review.reason_code <> 'edit-overwritten'
    ) as gone
    where (review.work_id, review.field, review.generation) = (gone.work_id, gone.field, gone.generation)`;
}

/** Closes what waits for a person at the records of these orders, which are gone, and ends its work. */
export async function endReviewsOfGone(tx: Db, orderIds: readonly string[]): Promise<void> {
  await tx.query(
    `with gone as (
       select distinct record_id, connection, object from write_order where id = any($1::bigint[])
     ), ended as (
       update work set state = 'skipped', reason_code = 'record-gone', reason_detail = null, settled_at = now()
       from gone where (work.record_id, work.connection, work.object) = (gone.record_id, gone.connection, gone.object)
         and state = 'review' and group_id is null
     )
     update review set ${closedAsOver} from gone
     where (review.record_id, review.connection, review.object) = (gone.record_id, gone.connection, gone.object)
       and closed_at is null`,
    [orderIds],
  );
}

/** The enrichment that may write a field of this record; undefined if none of the current ones does. */
export async function findEnrichmentOf(
  db: Pick<Db, "query">,
  { connection, object, id }: RecordRef,
  field: string,
): Promise<string | undefined> {
  const [found] = await db.query<{ name: string }>(
    `select definition.name from definition join record
       on (record.connection, record.object, record.record_id) = ($1, $2, $3)
     where is_current and content->>'object' = $2
       and exists (select from json_array_elements(content->'outputs') as output where output->>'field' = $4)`,
    [connection, object, id, field],
  );
  return found?.name;
}
