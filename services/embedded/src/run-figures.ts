import { needsPerson, type Reason, reasonCode, reasonText, topics } from "@fieldwork/contracts";
import { messageShape } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";

/** What one run did so far, as the store knows it. */
export interface RunFigures {
  records: Record<
    "seen" | "written" | "previewed" | "skipped" | "review" | "abstained" | "superseded" | "dead",
    number
  >;
  valuesWritten: number;
  /** Of those for work. */
  calls: { made: number; saved: number; repaired: number };
  /** For whatever a model was asked. */
  spentNanoUsd: bigint;
  /** Charged for calls whose outcome nobody knows. */
  heldNanoUsd: bigint;
}

/** Where a run begins: the database's clock, and counters that run on over all runs. */
export interface RunStart {
  at: Date;
  superseded: number;
}

export async function markRunStart(db: Db): Promise<RunStart> {
  const [row] = await db.query<{ at: Date; superseded: number }>(
    `select clock_timestamp() as at, coalesce(sum(superseded), 0)::int as superseded from work`,
  );
  return row ?? { at: new Date(), superseded: 0 };
}

interface FigureRow {
  seen: number;
  written: number;
  previewed: number;
  skipped: number;
  review: number;
  abstained: number;
  superseded: number;
  dead: number;
  values: number;
  saved: number;
}

/**
 * Counts each record once, by the outcome that matters most: dead, review (also of one field alone),
 * previewed, written, abstained, skipped.
 */
export async function findRunFigures(db: Db, { at, superseded }: RunStart): Promise<RunFigures> {
  const [row] = await db.query<FigureRow>(
    `with ended as (
       select max(case
           when state = 'dead' then 6
           when state = 'review' or exists (
             select from review where work_id = work.id and closed_at is null) then 5
           when state = 'previewed' then 4 when state = 'written' then 3
           when state = 'skipped' and reason_code = 'abstained' then 2 else 1 end) as outcome,
         bool_or(reused) as reused
       from work where settled_at >= $1 and state in ('dead', 'review', 'previewed', 'written', 'skipped', 'superseded')
       group by connection, object, record_id
     )
     select
       (select count(*)::int from record where changed_at >= $1) as seen,
       (count(*) filter (where outcome = 3))::int as written,
       (count(*) filter (where outcome = 1))::int as skipped,
       (count(*) filter (where outcome = 4))::int as previewed,
       (count(*) filter (where outcome = 5))::int as review,
       (count(*) filter (where outcome = 2))::int as abstained,
       (select coalesce(sum(superseded), 0)::int - $2 from work) as superseded,
       (count(*) filter (where outcome = 6))::int as dead,
       (select count(*)::int from write_intent where state = 'settled' and settled_at >= $1) as values,
       (select count(*)::int from work where reused and answered_at >= $1) as saved
     from ended`,
    [at, superseded],
  );
  const [calls] = await db.query<{ made: number; repaired: number; spent: string; held: string }>(
    `select (count(*) filter (where purpose = 'work' and outcome is distinct from 'admission_refused'))::int as made,
       (count(*) filter (where purpose = 'work' and kind = 'repair'))::int as repaired,
       coalesce(sum(cost_nano_usd), 0)::text as spent,
       coalesce(sum(reserved_nano_usd) filter (where cost_nano_usd is null), 0)::text as held
     from model_call where started_at >= $1`,
    [at],
  );
  const { values = 0, saved = 0, ...records } = row ?? emptyFigures;
  return {
    records,
    valuesWritten: values,
    calls: { made: calls?.made ?? 0, saved, repaired: calls?.repaired ?? 0 },
    spentNanoUsd: BigInt(calls?.spent ?? 0),
    heldNanoUsd: BigInt(calls?.held ?? 0),
  };
}

const emptyFigures: FigureRow = {
  seen: 0,
  written: 0,
  previewed: 0,
  skipped: 0,
  review: 0,
  abstained: 0,
  superseded: 0,
  dead: 0,
  values: 0,
  saved: 0,
};

/** How far the line is: rows by state, what is owed, and what money holds up. */
export interface LineCounts {
  states: Readonly<Record<string, number>>;
  /** Not settled and able to go on. */
  pending: number;
  /** Waits for budget alone. */
  waitingForBudget: number;
  /** Of each enrichment, what waits to be asked, though not for budget. */
  readyOf: Readonly<Record<string, number>>;
  /** Waits until the CRM shows us a field. */
  waitingForField: number;
  /** Answered, and waits until somebody lets us write into the CRM. */
  waitingForCrm: number;
  settled: number;
  total: number;
}

const pendingStates = ["ready", "dispatched", "asking", "answered", "writing"];

export async function countLine(db: Db): Promise<LineCounts> {
  const rows = await db.query<CountRow>(
    `select enrichment, state,
       (state = 'ready' and reason_code is not distinct from 'budget-exhausted') as broke,
       (state = 'ready' and not isfinite(due_at)
         or state = 'answered' and rest_kind is not distinct from 'hidden') as blind,
       (state = 'answered' and coalesce(reason_code = any($1), false)) as barred,
       count(*)::int as count
     from work group by 1, 2, 3, 4, 5`,
    [reasonCode.options.filter(needsPerson)],
  );
  const sum = (matching: (row: CountRow) => boolean) =>
    rows.filter(matching).reduce((total, { count }) => total + count, 0);
  const states: Record<string, number> = {};
  const readyOf: Record<string, number> = {};
  for (const { enrichment, state, broke, blind, count } of rows) {
    states[state] = (states[state] ?? 0) + count;
    if (state === "ready" && !broke && !blind) readyOf[enrichment] = count;
  }
  const total = sum(() => true);
  const pending = sum(
    ({ state, broke, blind, barred }) =>
      pendingStates.includes(state) && !broke && !blind && !barred,
  );
  const waitingForBudget = sum(({ broke }) => broke);
  const waitingForField = sum(({ blind }) => blind);
  const waitingForCrm = sum(({ blind, barred }) => barred && !blind);
  const waiting = waitingForBudget + waitingForField + waitingForCrm;
  const settled = total - pending - waiting;
  return {
    ...{ states, readyOf, pending, total, settled },
    ...{ waitingForBudget, waitingForField, waitingForCrm },
  };
}

interface CountRow {
  enrichment: string;
  state: string;
  broke: boolean;
  blind: boolean;
  barred: boolean;
  count: number;
}

/** What made records dead letters. */
export interface DeadCause {
  /** Equal for reasons of one cause. */
  cause: string;
  /** Of one of them, for people. */
  reason: string;
  count: number;
}

/** What became a dead letter in this run, work and changes, and for what. */
export async function findDeadCauses(db: Db, { at }: RunStart): Promise<DeadCause[]> {
  const work = await db.query<{ reason: Reason; count: number }>(
    `select jsonb_build_object('code', reason_code, 'detail', reason_detail) as reason, count(*)::int as count
     from work where state = 'dead' and settled_at >= $1 group by 1 order by 2 desc limit 1000`,
    [at],
  );
  const changes = await db.query<{ error: string; count: number }>(
    `select error, count(*)::int as count from log_dead_letter
     where topic = $2 and (consumer_group is null or consumer_group = 'planner') and failed_at >= $1
     group by 1 order by 2 desc limit 1000`,
    [at, topics.recordChanged.name],
  );
  return [
    ...work.map(({ reason, count }) => ({
      cause: `${reason.code} ${reason.detail?.signature ?? ""}`,
      reason: reasonText(reason),
      count,
    })),
    ...changes.map(({ error, count }) => ({ cause: messageShape(error), reason: error, count })),
  ];
}
