import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** What known answers spared, that would have been paid for once more. */
export interface Saving {
  enrichment: string;
  /** Questions whose answer was known. */
  answers: number;
  savedNanoUsd: bigint;
  /** Of these answers, those that another CRM's record of the same company had. */
  shared: number;
  /** Answers of such records that could not be used: the evidence did not stand in the other record. */
  notHeld: number;
}

/** Adds to what today's known answers spared. */
export async function addSavings(db: Db, savings: readonly Saving[]): Promise<void> {
  await db.query(
    `insert into answer_saving (day, enrichment, answers, saved_nano_usd, shared, not_held)
     select (now() at time zone 'utc')::date, enrichment, answers, saved, shared, not_held
     from unnest($1::text[], $2::int[], $3::bigint[], $4::int[], $5::int[])
       as t (enrichment, answers, saved, shared, not_held)
     order by enrichment
     on conflict (day, enrichment) do update set answers = answer_saving.answers + excluded.answers,
       saved_nano_usd = answer_saving.saved_nano_usd + excluded.saved_nano_usd,
       shared = answer_saving.shared + excluded.shared, not_held = answer_saving.not_held + excluded.not_held`,
    columns(
      savings.map((one) => ({ ...one, savedNanoUsd: one.savedNanoUsd.toString() })),
      ["enrichment", "answers", "savedNanoUsd", "shared", "notHeld"],
    ),
  );
}

/** Of the last days, today included, by enrichment; amounts as text. */
export async function listSavings(
  db: Pick<Db, "query">,
  days: number,
): Promise<(Omit<Saving, "savedNanoUsd"> & { savedNanoUsd: string })[]> {
  return db.query(
    `select enrichment, sum(answers)::int as answers, sum(saved_nano_usd)::text as "savedNanoUsd",
       sum(shared)::int as shared, sum(not_held)::int as "notHeld"
     from answer_saving where day > (now() at time zone 'utc')::date - $1::int group by 1 order by 1`,
    [days],
  );
}
