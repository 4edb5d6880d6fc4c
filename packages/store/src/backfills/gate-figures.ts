import type { Db } from "../database.ts";

/** How a run stands as a whole, as far as it has to be known every moment. */
export interface RunFigures {
  /** Of this step or an earlier one, no more than can be under way at a time. */
  waiting: number;
  sent: number;
  /** Of those sent, what is answered and may wait for a job of the CRM's own, where its connection chose them. */
  awaitingJob: number;
  /** Something has not been sent yet, of this step or a later one. */
  hasMore: boolean;
  spentNanoUsd: number;
  /** Answers so far, and those of them that our checks rejected, in whole or in part. */
  answered: number;
  rejected: number;
}

const mostCounted = 500;
/** The most that one job takes. */
const mostAwaitingJob = 10_000;

export async function countRun(tx: Db, id: string, step: number): Promise<RunFigures> {
  const of = (state: string) => `backfill_id = $1 and backfill_record.state = '${state}'`;
  const [row] = await tx.query<RunFigures>(
    `select answered, rejected, spent_nano_usd::float8 as "spentNanoUsd",
       (select count(*) from (
         select step from backfill_record where ${of("waiting")} order by ordinal limit ${mostCounted}
       ) as next where next.step <= $2)::int as waiting,
       (select count(*) from backfill_record where ${of("sent")})::int as sent,
       (select count(*) from (
         select from backfill_record join work on work.id = backfill_record.work_id
         join connection_terms as terms on terms.connection = work.connection and terms.jobs_from is not null
         where ${of("sent")} and work.state in ('answered', 'writing') limit ${mostAwaitingJob}
       ) as answered)::int as "awaitingJob",
       exists (select from backfill_record where ${of("waiting")}) as "hasMore"
     from backfill where id = $1`,
    [id, step],
  );
  if (row === undefined) throw new Error("a backfill that is locked is gone");
  return row;
}

/** How a step has gone, once all of its records have ended. */
export interface StepFigures {
  ended: number;
  failed: number;
  inReview: number;
  /** What the CRM refused, or cannot take. */
  refused: number;
  /** Changed by a person since. */
  overridden: number;
  answered: number;
  rejected: number;
  abstained: number;
  /** What cost something, and how much. */
  paid: number;
  paidNanoUsd: number;
  /** By output, how often each value was answered. */
  values: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const cannotBeWritten =
  "'field-missing', 'field-read-only', 'value-too-long', 'value-unfit', 'option-unknown', 'option-not-for-record'";
// As many say what the others are like.
const mostValues = 5000;

export async function countStep(
  tx: Db,
  { id, step, outputs }: { id: string; step: number; outputs: readonly string[] },
): Promise<StepFigures> {
  const [row] = await tx.query<Omit<StepFigures, "values">>(
    `select count(*)::int as ended,
       (count(*) filter (where outcome = 'dead'))::int as failed,
       (count(*) filter (where outcome = 'review'))::int as "inReview",
       (count(*) filter (where outcome = 'dead' and reason_code like 'crm-%'
         or outcome = 'review' and reason_code in (${cannotBeWritten})))::int as refused,
       (count(*) filter (where exists (
         select from owner_change where owner_change.from_owner = 'fieldwork' and noticed_at > sent_at
           and (owner_change.connection, owner_change.object, owner_change.record_id)
             = (member.connection, member.object, member.record_id))))::int as overridden,
       count(answered_as)::int as answered,
       (count(*) filter (where answered_as = 'rejected'))::int as rejected,
       (count(*) filter (where answered_as = 'abstained'))::int as abstained,
       (count(*) filter (where spent_nano_usd > 0))::int as paid,
       coalesce(sum(spent_nano_usd), 0)::float8 as "paidNanoUsd"
     from backfill_record as member where backfill_id = $1 and state = 'ended' and step = $2`,
    [id, step],
  );
  const rows = await tx.query<{ output: string; values: Record<string, number> }>(
    `select output, jsonb_object_agg(value, count) as values from (
       select answered.key as output, answered.value->>'value' as value, count(*) as count
       from (
         select work_id from backfill_record
         where backfill_id = $1 and state = 'ended' and step = $2 and answered_as is not null
         order by ordinal limit ${mostValues}
       ) as member
       join work on work.id = member.work_id
       join answer on answer.fingerprint = work.fingerprint and replaced_at is null
       cross join lateral jsonb_each(answer.outputs) as answered
       where answered.key = any($3) and answered.value->>'value' is not null
       group by 1, 2
     ) as counted group by output`,
    [id, step, outputs],
  );
  if (row === undefined) throw new Error("a count without a row");
  return { ...row, values: Object.fromEntries(rows.map((one) => [one.output, one.values])) };
}
