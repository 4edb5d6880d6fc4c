import type { Reason } from "@fieldwork/contracts";
import type { Reader } from "../reader.ts";
import { countNotHeld } from "./sharing-figures.ts";

/** What one run did so far, as the store knows it. */
export interface RunFigures {
  records: Record<
    | ("seen" | "written" | "previewed" | "skipped" | "review" | "abstained" | "rejected")
    | ("superseded" | "dead"),
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
  /** Shared answers whose evidence did not hold. */
  notHeld: number;
}

export async function markRunStart(reader: Pick<Reader, "query">): Promise<RunStart> {
  const [row] = await reader.query<{ at: Date; superseded: number }>(
    `select clock_timestamp() as at, coalesce(sum(superseded), 0)::int as superseded from work`,
  );
  return { ...(row ?? { at: new Date(), superseded: 0 }), notHeld: await countNotHeld(reader) };
}

interface FigureRow {
  seen: number;
  written: number;
  previewed: number;
  skipped: number;
  review: number;
  abstained: number;
  rejected: number;
  superseded: number;
  dead: number;
  values: number;
  saved: number;
}

/**
 * Counts each record once, by the outcome that matters most: dead, review (also of one field alone),
 * previewed, written, rejected by our checks, abstained, skipped.
 */
export async function findRunFigures(
  reader: Pick<Reader, "query">,
  { at, superseded }: Pick<RunStart, "at" | "superseded">,
): Promise<RunFigures> {
  const [row] = await reader.query<FigureRow>(
    `with ended as (
       select max(case
           when state = 'dead' then 7
           when state = 'review' or exists (
             select from review where work_id = work.id and closed_at is null) then 6
           when state = 'previewed' then 5 when state = 'written' then 4
           when state = 'skipped' and reason_code = 'rejected' then 3
           when state = 'skipped' and reason_code = 'abstained' then 2 else 1 end) as outcome,
         bool_or(reused) as reused
       from work where settled_at >= $1 and state in ('dead', 'review', 'previewed', 'written', 'skipped', 'superseded')
       group by connection, object, record_id
     )
     select
       (select count(*)::int from record where changed_at >= $1) as seen,
       (count(*) filter (where outcome = 4))::int as written,
       (count(*) filter (where outcome = 1))::int as skipped,
       (count(*) filter (where outcome = 5))::int as previewed,
       (count(*) filter (where outcome = 6))::int as review,
       (count(*) filter (where outcome = 2))::int as abstained,
       (count(*) filter (where outcome = 3))::int as rejected,
       (select coalesce(sum(superseded), 0)::int - $2 from work) as superseded,
       (count(*) filter (where outcome = 7))::int as dead,
       (select count(*)::int from write_intent where state = 'settled' and settled_at >= $1) as values,
       (select count(*)::int from work where reused and answered_at >= $1) as saved
     from ended`,
    [at, superseded],
  );
  const [calls] = await reader.query<{
    made: number;
    repaired: number;
    spent: string;
    held: string;
  }>(
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
  rejected: 0,
  superseded: 0,
  dead: 0,
  values: 0,
  saved: 0,
};

/** Why work became a dead letter in this run, and how often; the commonest first. */
export async function countDeadReasons(
  reader: Pick<Reader, "query">,
  { at }: RunStart,
): Promise<{ reason: Reason; count: number }[]> {
  return reader.query(
    `select jsonb_build_object('code', reason_code, 'detail', reason_detail) as reason, count(*)::int as count
     from work where state = 'dead' and settled_at >= $1 group by 1 order by 2 desc limit 1000`,
    [at],
  );
}
